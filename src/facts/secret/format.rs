//! Keys of providers, by their format: a prefix of the provider's own and a tail of known letters and length.

use super::placeholder::{is_placeholder, is_sample};
use super::{Evidence, Nature, Secret};
use crate::source::Span;

/// The format of one kind of key.
struct Format {
    /// What it is.
    kind: &'static str,
    /// What it begins with.
    prefix: &'static str,
    /// The letters of its tail.
    letters: Letters,
    /// How many of them at least, and at most.
    length: (usize, usize),
    /// Who may have it.
    audience: Audience,
}

#[derive(Clone, Copy)]
enum Letters {
    /// `A-Z`, `2-7`: base 32.
    Base32,
    /// Small hexadecimal digits.
    Hex,
    /// Letters and digits.
    Word,
    /// Letters, digits, `-` and `_`.
    Url,
    /// All of these, `.`, `+`, `/`, `=` and `$`.
    Any,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// Nobody but its owner.
    Owner,
    /// The same, and it reaches nothing but data for tests.
    Tests,
    /// Everybody.
    Public,
    /// Everybody if a browser uses it, nobody otherwise: the variable's name tells.
    Browser,
}

const fn owner(kind: &'static str, prefix: &'static str, letters: Letters, length: (usize, usize)) -> Format {
    Format { kind, prefix, letters, length, audience: Audience::Owner }
}

const fn of(
    audience: Audience,
    kind: &'static str,
    prefix: &'static str,
    letters: Letters,
    least: usize,
) -> Format {
    Format { kind, prefix, letters, length: (least, LONGEST), audience }
}

/// Longer runs of letters are data.
const LONGEST: usize = 400;

use Letters::{Any, Base32, Hex, Url, Word};

/// Every format, by its prefix. Of several that fit the first is meant.
const FORMATS: &[Format] = &[
    owner("age secret key", "AGE-SECRET-KEY-1", Word, (58, 58)),
    owner("AWS access key", "AKIA", Base32, (16, 16)),
    owner("AWS temporary access key", "ASIA", Base32, (16, 16)),
    owner("Atlassian token", "ATATT3", Any, (150, LONGEST)),
    of(Audience::Browser, "Google API key", "AIza", Url, 35),
    owner("Google OAuth secret", "GOCSPX-", Url, (28, 28)),
    owner("New Relic key", "NRAK-", Word, (27, 27)),
    owner("Postman key", "PMAK-", Url, (59, 59)),
    owner("SendGrid key", "SG.", Any, (60, 70)),
    owner("Databricks token", "dapi", Hex, (32, 34)),
    owner("DigitalOcean token", "dop_v1_", Hex, (64, 64)),
    owner("DigitalOcean token", "doo_v1_", Hex, (64, 64)),
    owner("Doppler token", "dp.pt.", Word, (40, 44)),
    owner("Doppler token", "dp.st.", Any, (40, 80)),
    owner("E2B key", "e2b_", Hex, (40, 40)),
    owner("Figma token", "figd_", Url, (40, 60)),
    owner("Fly.io token", "fm2_", Any, (100, LONGEST)),
    owner("Fly.io token", "fo1_", Url, (40, 50)),
    owner("GitHub token", "ghp_", Word, (36, 36)),
    owner("GitHub token", "gho_", Word, (36, 36)),
    owner("GitHub token", "ghu_", Word, (36, 36)),
    owner("GitHub token", "ghs_", Word, (36, 36)),
    owner("GitHub token", "ghr_", Word, (36, 76)),
    owner("GitHub token", "github_pat_", Url, (60, 90)),
    owner("GitLab token", "glpat-", Url, (20, 60)),
    owner("Grafana token", "glc_", Any, (32, LONGEST)),
    owner("Grafana token", "glsa_", Url, (40, 44)),
    owner("Groq key", "gsk_", Word, (50, 56)),
    owner("Hugging Face token", "hf_", Word, (34, 40)),
    owner("Vault token", "hvs.", Url, (90, 130)),
    owner("Vault token", "hvb.", Url, (130, 220)),
    owner("Mailgun key", "key-", Hex, (32, 32)),
    owner("Linear key", "lin_api_", Word, (40, 40)),
    owner("LangSmith key", "lsv2_pt_", Url, (40, 50)),
    owner("Netlify token", "nfp_", Word, (36, 44)),
    owner("npm token", "npm_", Word, (36, 36)),
    owner("Notion token", "ntn_", Word, (40, 50)),
    owner("Airtable token", "pat", Any, (79, 79)),
    owner("Pinecone key", "pcsk_", Url, (60, 90)),
    of(Audience::Public, "PostHog project key", "phc_", Word, 40),
    owner("PostHog personal key", "phx_", Word, (40, 60)),
    of(Audience::Public, "publishable key", "pk_live_", Any, 20),
    of(Audience::Public, "publishable key", "pk_test_", Any, 20),
    of(Audience::Public, "Mapbox public token", "pk.eyJ", Any, 40),
    owner("Perplexity key", "pplx-", Word, (40, 56)),
    owner("PlanetScale password", "pscale_pw_", Url, (32, 64)),
    owner("PlanetScale token", "pscale_tkn_", Url, (32, 64)),
    owner("Pulumi token", "pul-", Hex, (40, 40)),
    owner("PyPI token", "pypi-AgEI", Url, (50, LONGEST)),
    owner("Replicate token", "r8_", Word, (37, 40)),
    owner("Resend key", "re_", Url, (24, 40)),
    of(Audience::Owner, "Stripe restricted key", "rk_live_", Word, 20),
    of(Audience::Tests, "Stripe restricted test key", "rk_test_", Word, 20),
    owner("RubyGems key", "rubygems_", Hex, (48, 48)),
    of(Audience::Public, "Supabase publishable key", "sb_publishable_", Url, 20),
    owner("Supabase secret key", "sb_secret_", Url, (28, 50)),
    owner("Supabase access token", "sbp_", Hex, (40, 40)),
    owner("Shopify token", "shpat_", Hex, (32, 32)),
    owner("Shopify token", "shpca_", Hex, (32, 32)),
    owner("Shopify token", "shppa_", Hex, (32, 32)),
    owner("Shopify secret", "shpss_", Hex, (32, 32)),
    owner("Mapbox secret token", "sk.eyJ", Any, (60, LONGEST)),
    of(Audience::Owner, "Stripe or Clerk secret key", "sk_live_", Word, 20),
    of(Audience::Tests, "Stripe or Clerk test key", "sk_test_", Word, 20),
    owner("ElevenLabs key", "sk_", Hex, (48, 48)),
    owner("Anthropic key", "sk-ant-", Url, (80, 120)),
    owner("Langfuse secret key", "sk-lf-", Url, (36, 36)),
    owner("OpenRouter key", "sk-or-v1-", Hex, (64, 64)),
    owner("OpenAI key", "sk-proj-", Url, (40, 200)),
    owner("OpenAI key", "sk-svcacct-", Url, (40, 200)),
    owner("OpenAI admin key", "sk-admin-", Url, (40, 200)),
    owner("OpenAI or DeepSeek key", "sk-", Word, (32, 64)),
    owner("Sentry token", "sntrys_", Any, (80, LONGEST)),
    owner("Sentry token", "sntryu_", Hex, (64, 64)),
    owner("Square token", "sq0atp-", Url, (22, 22)),
    owner("Square secret", "sq0csp-", Url, (43, 43)),
    owner("Tavily key", "tvly-", Url, (32, 50)),
    owner("Vercel Blob token", "vercel_blob_rw_", Url, (40, 60)),
    owner("Stripe webhook secret", "whsec_", Any, (32, 64)),
    owner("xAI key", "xai-", Word, (80, 80)),
    owner("Slack app token", "xapp-", Url, (50, 120)),
    owner("Brevo key", "xkeysib-", Url, (81, 81)),
    owner("Slack token", "xoxa-", Url, (20, 150)),
    owner("Slack token", "xoxb-", Url, (20, 150)),
    owner("Slack token", "xoxp-", Url, (20, 150)),
    owner("Slack token", "xoxs-", Url, (20, 150)),
];

impl Letters {
    fn hold(self, byte: u8) -> bool {
        match self {
            Self::Base32 => byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
            Self::Hex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Self::Word => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Self::Any => {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=' | b'$')
            }
        }
    }
}

/// The keys in `text` that their format tells.
pub(super) fn find(text: &str, name: &str) -> Vec<(Span, Nature)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let is_start = at == 0 || !Url.hold(bytes[at - 1]);
        match is_start.then(|| key(text, at, name)).flatten() {
            Some((length, nature)) => {
                found.push((Span::new(at, at + length), nature));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The key that begins at `start`, with its length.
fn key(text: &str, start: usize, name: &str) -> Option<(usize, Nature)> {
    let rest = &text.as_bytes()[start..];
    let first = *rest.first()?;
    let formats = FORMATS.iter().filter(|format| format.prefix.as_bytes()[0] == first);
    formats.filter(|format| rest.starts_with(format.prefix.as_bytes())).find_map(|format| {
        let tail = &rest[format.prefix.len()..];
        let length = tail.iter().position(|byte| !format.letters.hold(*byte)).unwrap_or(tail.len());
        let is_whole = tail.get(length).is_none_or(|next| !Url.hold(*next));
        if !is_whole || length < format.length.0 || length > format.length.1 {
            return None;
        }
        let whole = format.prefix.len() + length;
        let key = text.get(start..start + whole)?;
        Some((whole, nature(format, key, &key[format.prefix.len()..], name)?))
    })
}

/// What a key of that format is; `None` for words that only happen to be written so.
fn nature(format: &Format, key: &str, tail: &str, name: &str) -> Option<Nature> {
    if format.audience == Audience::Public {
        return Some(Nature::Publishable);
    }
    if is_placeholder(tail) || is_sample(key) {
        return Some(Nature::Placeholder);
    }
    let evidence = if format.audience == Audience::Tests { Evidence::Limited } else { Evidence::Format };
    let is_public = format.audience == Audience::Browser && !is_of_server(name);
    if is_public {
        return Some(Nature::Publishable);
    }
    // A long name in kebab or snake case has no digits and letters of one case only.
    let has = |is_kind: fn(&u8) -> bool| tail.as_bytes().iter().any(is_kind);
    let is_mixed = has(u8::is_ascii_digit) || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let is_random = is_mixed || matches!(format.letters, Base32);
    is_random.then(|| Nature::Secret(Secret::new(format.kind, key, evidence)))
}

/// Whether a variable holds a key that only a server uses, as far as its name tells.
fn is_of_server(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let is_for_models =
        ["GEMINI", "GENERATIVE", "GOOGLE_AI", "SERVER", "VERTEX"].iter().any(|word| name.contains(word));
    is_for_models && !name.contains("FIREBASE")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters and digits without order, as many as asked for, that no scanner can know.
    fn letters(letters: Letters, count: usize) -> String {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            (state >> 16) as u8 % 128
        };
        std::iter::repeat_with(&mut next)
            .filter(|byte| letters.hold(*byte))
            .map(char::from)
            .take(count)
            .collect()
    }

    #[test]
    fn every_format_is_found_in_a_text_and_no_longer_word_is() {
        for format in FORMATS {
            let tail = letters(format.letters, format.length.0);
            let text = format!("key: \"{}{tail}\"", format.prefix);
            let found = find(&text, "GEMINI");
            let [(span, nature)] = &*found else { panic!("{}: {found:?}", format.kind) };
            assert_eq!(span.of(&text), format!("{}{tail}", format.prefix));
            assert_eq!(
                matches!(nature, Nature::Secret(_)),
                format.audience != Audience::Public,
                "{}",
                format.kind
            );
            let longer = format!("{}{}", format.prefix, letters(format.letters, format.length.1 + 1));
            assert_eq!(find(&longer, "").len(), 0, "{}", format.kind);
        }
    }

    #[test]
    fn what_stands_for_a_key_and_words_that_look_like_one_are_no_secrets() {
        let tail = letters(Word, 36);
        for text in [
            format!("xghp_{tail}"),
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx".to_owned(),
            "sk-this-is-a-class-name-of-a-skeleton-loader".to_owned(),
            "re_render_every_component_of_the_tree".to_owned(),
        ] {
            assert!(!find(&text, "").iter().any(|(_, nature)| matches!(nature, Nature::Secret(_))), "{text}");
        }
    }
}
