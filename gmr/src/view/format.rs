//! The formats of a report, each a line of one table.

use super::{collapsed, html, text};
use crate::error::Error;
use crate::model::Report;
use std::fmt;
use std::str::FromStr;

/// Makes the enumeration and what is known of each: its word (as in `GMR_FORMAT`), the extension
/// of its files, its view, and the feature that it needs, if any.
macro_rules! formats {
    ($(
        $(#[$doc:meta])*
        $name:ident: $word:literal, $extension:literal, $view:path $(, feature $feature:literal)?;
    )*) => {
        /// As what a report is written.
        ///
        /// Each has a word, which `GMR_FORMAT` knows and [`FromStr`] reads.
        ///
        /// ```
        /// use gmr::view::Format;
        ///
        /// let format: Format = "collapsed".parse()?;
        /// assert_eq!(format, Format::Collapsed);
        /// assert_eq!(format.extension(), "folded");
        /// # Ok::<(), gmr::Error>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $(
                $(#[$doc])*
                $(
                    #[cfg(feature = $feature)]
                    #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
                )?
                $name,
            )*
        }

        impl Format {
            /// Those of this build.
            pub const ALL: &[Format] = &[
                $($(#[cfg(feature = $feature)])? Format::$name,)*
            ];

            /// Its word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($(#[cfg(feature = $feature)])? Format::$name => $word,)* }
            }

            /// The extension of its files, without the dot in front.
            #[must_use]
            pub fn extension(self) -> &'static str {
                match self { $($(#[cfg(feature = $feature)])? Format::$name => $extension,)* }
            }

            /// Its view of a report.
            fn view(self) -> fn(&Report) -> String {
                match self { $($(#[cfg(feature = $feature)])? Format::$name => $view,)* }
            }
        }

        /// Each word, and the feature that it waits for if this build lacks that.
        const WORDS: &[(&str, Option<&str>)] = &[
            $(($word, lacking!($($feature)?)),)*
        ];
    };
}

/// The feature, if it is one that this build lacks.
macro_rules! lacking {
    () => {
        None
    };
    ($feature:literal) => {
        if cfg!(feature = $feature) { None } else { Some($feature) }
    };
}

formats! {
    /// For people: what a terminal, a log or a file shows. `text`, in files `.txt`.
    Text: "text", "txt", text;
    /// For a browser: one file, which needs no other; see [`html`](super::html()). `html`.
    Html: "html", "html", html;
    /// One document for programs; see [`json`](super::json()). `json`.
    Json: "json", "json", super::json, feature "json";
    /// Records for what collects logs, a line each; see [`ndjson`](super::ndjson()). `ndjson`.
    Ndjson: "ndjson", "ndjson", super::ndjson, feature "json";
    /// The same document for programs that read XML; see [`xml`](super::xml()). `xml`.
    Xml: "xml", "xml", super::xml, feature "xml";
    /// Stacks for <https://www.speedscope.app>; see [`speedscope`](super::speedscope()).
    /// `speedscope`, in files `.speedscope.json`.
    Speedscope: "speedscope", "speedscope.json", super::speedscope, feature "json";
    /// Stacks with the number of threads that have each, for flame graphs; see
    /// [`collapsed`](super::collapsed()). `collapsed`, in files `.folded`, as the tools of
    /// [FlameGraph](https://github.com/brendangregg/FlameGraph) call it.
    Collapsed: "collapsed", "folded", collapsed;
}

impl Format {
    /// The report in this format; it ends with a newline unless it is empty.
    ///
    /// ```
    /// use gmr::view::Format;
    ///
    /// let text = Format::Text.render(&gmr::collect());
    /// assert!(text.starts_with("Guru Meditation Report of process "));
    /// ```
    #[must_use]
    pub fn render(self, report: &Report) -> String {
        self.view()(report)
    }
}

/// Its word.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Reads a word, in letters of either case.
///
/// An error lists the words; of a format that this build lacks, it names the feature of gmr that
/// brings it.
impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let word = text.trim();
        let known = |format: &&Format| format.word().eq_ignore_ascii_case(word);
        Format::ALL.iter().find(known).copied().ok_or_else(|| {
            let lacking = WORDS.iter().find(|(w, _)| w.eq_ignore_ascii_case(word));
            let expected = match lacking {
                Some((_, Some(feature))) => {
                    format!("this program was built without the feature `{feature}` of gmr")
                }
                _ => format!("write {}", words()),
            };
            Error::setting("format", text, expected)
        })
    }
}

/// The words of this build, as a sentence has them.
fn words() -> String {
    let words: Vec<String> = Format::ALL.iter().map(|format| format!("`{format}`")).collect();
    match words.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_format_is_known_by_its_word_and_has_an_extension_of_its_own() {
        let mut extensions = HashSet::new();
        for format in Format::ALL {
            let upper = format!(" {} ", format.word().to_uppercase());
            assert_eq!(upper.parse::<Format>().unwrap(), *format);
            assert!(extensions.insert(format.extension()), "{format}");
        }
    }

    #[test]
    fn another_word_is_refused_with_the_words_that_are_known() {
        for word in ["", "yaml", "texts", "text,json"] {
            let error = word.parse::<Format>().unwrap_err();
            assert!(error.is_setting(), "{word}");
            for format in Format::ALL {
                assert!(error.to_string().contains(&format!("`{format}`")), "{error}");
            }
        }
    }

    #[test]
    fn a_format_that_the_build_lacks_is_refused_with_its_feature() {
        let lacking = WORDS.iter().filter_map(|(word, feature)| Some((word, (*feature)?)));
        for (word, feature) in lacking {
            let error = word.parse::<Format>().unwrap_err();
            let expected = format!("without the feature `{feature}` of gmr");
            assert!(error.to_string().contains(&expected), "{error}");
        }
        let known = WORDS.iter().filter(|(_, feature)| feature.is_none()).count();
        assert_eq!(known, Format::ALL.len());
    }
}
