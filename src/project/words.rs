//! Names, word by word.

/// The words of a name in camel, snake or kebab case, in small letters.
pub(super) fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_small = false;
    for character in name.chars() {
        let is_letter = character.is_ascii_alphabetic();
        let begins = is_letter && (words.is_empty() || (was_small && character.is_ascii_uppercase()));
        if begins || !is_letter {
            words.push(String::new());
        }
        if is_letter && let Some(word) = words.last_mut() {
            word.push(character.to_ascii_lowercase());
        }
        was_small = character.is_ascii_lowercase();
    }
    words.into_iter().filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for (name, expected) in [
            ("VITE_EXTERNAL_SUPABASE_URL", "vite external supabase url"),
            ("extClient", "ext client"),
            ("getExternalSupabase", "get external supabase"),
            ("nextUrl2", "next url"),
        ] {
            assert_eq!(words(name).collect::<Vec<_>>().join(" "), expected);
        }
    }
}
