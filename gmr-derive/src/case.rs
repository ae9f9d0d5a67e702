//! Names in other cases.

use crate::ctxt::Ctxt;
use syn::LitStr;

/// How the words of a name are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
    Title,
}

/// The cases as users of serde write them.
const CASES: &[(&str, Case)] = &[
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
    ("Title Case", Case::Title),
];

impl Case {
    /// The case of this name; told if there is none.
    pub(crate) fn read(written: &LitStr, cx: &Ctxt) -> Option<Case> {
        let name = written.value();
        let case = CASES.iter().find(|(known, _)| *known == name).map(|(_, case)| *case);
        if case.is_none() {
            let known: Vec<String> = CASES.iter().map(|(known, _)| format!("{known:?}")).collect();
            let known = known.join(", ");
            cx.error(written.span(), format!("unknown case `{name}`; expected one of {known}"));
        }
        case
    }

    /// The name of a field as `serde` makes it, which knows no words: it looks for `_`.
    pub(crate) fn apply_as_serde(self, field: &str) -> String {
        match self {
            Case::Lower | Case::Snake => field.to_owned(),
            Case::Upper | Case::ScreamingSnake => field.to_ascii_uppercase(),
            Case::Kebab => field.replace('_', "-"),
            Case::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
            Case::Pascal | Case::Camel => {
                let pascal: String = field.split('_').map(capitalized).collect();
                let end = pascal.chars().next().map_or(0, char::len_utf8);
                let (first, rest) = pascal.split_at(end);
                let is_camel = self == Case::Camel;
                if is_camel { first.to_ascii_lowercase() + rest } else { pascal }
            }
            // Not one of its cases.
            Case::Title => field.to_owned(),
        }
    }

    /// The name in this case.
    pub(crate) fn apply(self, name: &str) -> String {
        let words = words(name);
        let lower = || words.iter().map(|word| word.to_lowercase());
        let upper = || words.iter().map(|word| word.to_uppercase());
        let capital = || lower().map(|word| capitalized(&word));
        let join = |words: Vec<String>, with: &str| words.join(with);
        match self {
            Case::Lower => lower().collect(),
            Case::Upper => upper().collect(),
            Case::Pascal => capital().collect(),
            Case::Camel => lower().take(1).chain(capital().skip(1)).collect(),
            Case::Snake => join(lower().collect(), "_"),
            Case::ScreamingSnake => join(upper().collect(), "_"),
            Case::Kebab => join(lower().collect(), "-"),
            Case::ScreamingKebab => join(upper().collect(), "-"),
            // An acronym stays one: `HTTPServer` is "HTTP Server".
            Case::Title => join(words.iter().map(|word| capitalized(word)).collect(), " "),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The words of a name: at `_` and `-`, and where capitals begin or an acronym ends.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let previous = at.checked_sub(1).map(|at| letters[at]);
        let next_is_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let starts = letter.is_uppercase()
            && previous.is_some_and(|p| p.is_lowercase() || p.is_numeric() || next_is_lower);
        if starts || letter == '_' || letter == '-' {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && letter != '_'
            && letter != '-'
        {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_put_together_in_every_case() {
        let expected = [
            "maxopenfiles",
            "MAXOPENFILES",
            "MaxOpenFiles",
            "maxOpenFiles",
            "max_open_files",
            "MAX_OPEN_FILES",
            "max-open-files",
            "MAX-OPEN-FILES",
            "max open files",
        ];
        for ((name, case), expected) in CASES.iter().zip(expected) {
            let expected = if *name == "Title Case" { "Max Open Files" } else { expected };
            assert_eq!(case.apply("max_open_files"), expected);
            assert_eq!(case.apply("MaxOpenFiles"), expected);
        }
    }

    #[test]
    fn acronyms_and_digits_are_words() {
        assert_eq!(Case::Title.apply("HTTPServer"), "HTTP Server");
        assert_eq!(Case::Snake.apply("HTTPServer2Config"), "http_server2_config");
        assert_eq!(Case::Title.apply("__x"), "X");
        assert_eq!(Case::Title.apply(""), "");
    }
}
