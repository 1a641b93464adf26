//! JSON web tokens, which say themselves what they open, and private keys in armour.

use memchr::memmem;

use super::{Evidence, Nature, Secret};
use crate::source::Span;

/// How every token begins: `{"` in base64.
const TOKEN_HEAD: &[u8] = b"eyJ";
/// How every armoured private key begins, but for its kind.
const ARMOUR: &[u8] = b"-----BEGIN ";
/// Issuers of the tokens that every local stack has.
const SAMPLE_ISSUERS: [&str; 2] = ["supabase-demo", "supabase-local"];

/// The tokens and private keys in `text`.
pub(super) fn find(text: &str) -> Vec<(Span, Nature)> {
    let mut found: Vec<(Span, Nature)> = private_keys(text).collect();
    found.extend(tokens(text));
    found
}

/// The tokens in `text`.
pub(super) fn tokens(text: &str) -> Vec<(Span, Nature)> {
    let mut found = Vec::new();
    let mut end = 0;
    for start in memmem::find_iter(text.as_bytes(), TOKEN_HEAD) {
        if start < end {
            continue;
        }
        let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let bytes = &text.as_bytes()[start..];
        let length = bytes.iter().position(|byte| !is_of_token(byte)).unwrap_or(bytes.len());
        end = start + length;
        if let Some(nature) = nature(&text[start..end]) {
            found.push((Span::new(start, end), nature));
        }
    }
    found
}

fn private_keys(text: &str) -> impl Iterator<Item = (Span, Nature)> {
    memmem::find_iter(text.as_bytes(), ARMOUR).filter_map(|start| {
        let head = text[start + ARMOUR.len()..].split("-----").next()?;
        let body = &text[start + ARMOUR.len() + head.len()..];
        let body = body.trim_start_matches('-').split("-----END").next()?;
        // What only shows the form has no body.
        let is_key = head.ends_with("PRIVATE KEY") || head.ends_with("PRIVATE KEY BLOCK");
        let letters = body.bytes().filter(u8::is_ascii_alphanumeric).count();
        let is_whole = is_key && head.len() < 40 && letters >= 64 && !body.contains("...");
        let secret = || Nature::Secret(Secret::new("private key", &text[start..], Evidence::Format));
        is_whole.then(|| (Span::new(start, start + ARMOUR.len() + head.len()), secret()))
    })
}

/// What a token is; `None` for what is none.
fn nature(token: &str) -> Option<Nature> {
    let mut parts = token.split('.');
    let (_, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let payload: serde_json::Value = serde_json::from_slice(&decode(payload)?).ok()?;
    let text = |key: &str| payload.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    let is_sample = SAMPLE_ISSUERS.contains(&text("iss")) || signature.len() < 20;
    Some(match text("role") {
        _ if is_sample => Nature::Placeholder,
        "anon" => Nature::Publishable,
        "service_role" => Nature::Secret(Secret::new("service role key", token, Evidence::Format)),
        _ => Nature::Secret(Secret::new("signed token", token, Evidence::Limited)),
    })
}

/// Bytes of base64 in the alphabet of addresses; `None` for what is none.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token with that payload, put together here so that none stands in the source.
    fn token(payload: &str) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let encode = |text: &str| {
            let bits: Vec<u8> =
                text.bytes().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
            let sextets = bits.chunks(6).map(|chunk| {
                chunk
                    .iter()
                    .chain(std::iter::repeat(&0))
                    .take(6)
                    .fold(0, |all, bit| all << 1 | usize::from(*bit))
            });
            sextets.map(|sextet| char::from(ALPHABET[sextet])).collect::<String>()
        };
        format!(
            "{}.{}.{}",
            encode("{\"alg\":\"HS256\"}"),
            encode(payload),
            encode("a signature of some length")
        )
    }

    #[test]
    fn a_token_is_what_its_payload_says() {
        for (payload, expected) in [
            (r#"{"iss":"supabase","role":"anon"}"#, "publishable"),
            (r#"{"iss":"supabase","role":"service_role"}"#, "service role key"),
            (r#"{"iss":"supabase-demo","role":"service_role"}"#, "placeholder"),
            (r#"{"sub":"someone"}"#, "signed token"),
        ] {
            let text = format!("key = '{}';", token(payload));
            let found = find(&text);
            let [(span, nature)] = &*found else { panic!("{found:?}") };
            assert_eq!(span.of(&text), token(payload));
            let shown = match nature {
                Nature::Secret(secret) => secret.kind,
                Nature::Publishable => "publishable",
                _ => "placeholder",
            };
            assert_eq!(shown, expected);
        }
        assert_eq!(find("eyJhbGciOiJIUzI1NiJ9.x.y"), []);
    }

    #[test]
    fn keys_of_roles_are_found_in_any_text() {
        let [service, anon, demo, other] = [
            r#"{"iss":"supabase","role":"service_role"}"#,
            r#"{"iss":"supabase","role":"anon"}"#,
            r#"{"iss":"supabase-demo","role":"service_role"}"#,
            r#"{"sub":"someone"}"#,
        ]
        .map(token);
        let text = format!("a {service}; b \"{anon}\" c {demo} d {other}");
        let found = super::super::role_keys(&text);
        let natures: Vec<bool> = found.iter().map(|(_, nature)| *nature == Nature::Publishable).collect();
        assert_eq!(natures, [false, true]);
    }

    #[test]
    fn armour_without_a_key_is_none() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        let armoured =
            |kind: &str, body: &str| format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----");
        assert_eq!(find(&armoured("PRIVATE KEY", body)).len(), 1);
        assert_eq!(find(&armoured("PUBLIC KEY", body)), []);
        assert_eq!(find(&armoured("PRIVATE KEY", "...")), []);
        assert_eq!(find("key.replace('-----BEGIN PRIVATE KEY-----', '')"), []);
    }
}
