//! As what a report is written, and where to.

use crate::error::Error;
use crate::view::Format;
use std::mem::take;
use std::path::{Path, PathBuf};

/// Where reports are written to.
///
/// ```
/// use gmr::Sink;
///
/// assert_eq!(Sink::from("/var/log/nova"), Sink::Directory("/var/log/nova".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sink {
    /// Standard error.
    Stderr,
    /// A directory, in which each report is a file of its own; it must exist, as that of
    /// [`Autorun::log_dir`](crate::Autorun::log_dir).
    Directory(PathBuf),
}

impl From<PathBuf> for Sink {
    fn from(directory: PathBuf) -> Self {
        Sink::Directory(directory)
    }
}

impl From<&Path> for Sink {
    fn from(directory: &Path) -> Self {
        Sink::Directory(directory.to_owned())
    }
}

impl From<&str> for Sink {
    fn from(directory: &str) -> Self {
        Sink::Directory(directory.into())
    }
}

impl From<String> for Sink {
    fn from(directory: String) -> Self {
        Sink::Directory(directory.into())
    }
}

/// One of the forms in which each report is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) sink: Sink,
}

/// What a program says of its outputs.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    pub(super) format: Option<Format>,
    pub(super) also: Vec<(Format, Sink)>,
}

impl Outputs {
    /// The outputs of a set-up, each once; the first is that of `log_dir`, or of stderr without
    /// one. `words` are those of `GMR_FORMAT`.
    pub(super) fn settle(
        self,
        log_dir: Option<PathBuf>,
        words: Option<&str>,
    ) -> Result<Vec<Output>, Error> {
        let main = log_dir.map_or(Sink::Stderr, Sink::Directory);
        let mut outputs = match (self.format, words) {
            (Some(format), _) => vec![Output { format, sink: main }],
            (None, Some(words)) => {
                words.split(',').map(|word| named(word, &main)).collect::<Result<_, _>>()?
            }
            (None, None) => vec![Output { format: Format::Text, sink: main }],
        };
        outputs.extend(self.also.into_iter().map(|(format, sink)| Output { format, sink }));
        for output in &mut outputs {
            if let Sink::Directory(path) = &mut output.sink {
                *path = fixed(take(path));
            }
        }
        let mut settled = Vec::new();
        for output in outputs {
            if !settled.contains(&output) {
                settled.push(output);
            }
        }
        one_on_stderr(&settled)?;
        Ok(settled)
    }
}

/// The path as it is now: a daemon changes its directory later.
pub(super) fn fixed(path: PathBuf) -> PathBuf {
    // What cannot be made absolute is told when it is used.
    std::path::absolute(&path).unwrap_or(path)
}

/// The output that a word such as `json` or `text@stderr` asks for.
fn named(word: &str, main: &Sink) -> Result<Output, Error> {
    let (format, sink) = match word.split_once('@') {
        Some((format, sink)) if sink.trim().eq_ignore_ascii_case("stderr") => {
            (format, Sink::Stderr)
        }
        Some(_) => {
            let expected = "behind `@` only `stderr` may stand: without it a report goes to the \
                            directory that is set";
            return Err(Error::setting("format", word, expected));
        }
        None => (word, main.clone()),
    };
    Ok(Output { format: format.parse()?, sink })
}

/// Two documents in one stream would be none.
fn one_on_stderr(outputs: &[Output]) -> Result<(), Error> {
    let on_stderr = outputs.iter().filter(|output| output.sink == Sink::Stderr);
    let words: Vec<&str> = on_stderr.map(|output| output.format.word()).collect();
    if words.len() > 1 {
        let expected = "stderr takes reports of one format; name a directory for the others, by \
                        `log_dir` or `GMR_LOG_DIR`";
        return Err(Error::setting("format", words.join(","), expected));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn output(format: Format, sink: impl Into<Sink>) -> Output {
        Output { format, sink: sink.into() }
    }

    fn settle(log_dir: Option<&str>, words: &str) -> Result<Vec<Output>, Error> {
        Outputs::default().settle(log_dir.map(PathBuf::from), Some(words))
    }

    #[test]
    fn nothing_said_means_text_to_the_directory_or_stderr() {
        let none = || Outputs::default();
        let outputs = none().settle(None, None).unwrap();
        assert_eq!(outputs, [output(Format::Text, Sink::Stderr)]);
        let outputs = none().settle(Some("/logs".into()), None).unwrap();
        assert_eq!(outputs, [output(Format::Text, "/logs")]);
    }

    #[test]
    fn words_go_to_the_directory_unless_they_say_stderr() {
        let outputs = settle(Some("/logs"), "collapsed, TEXT@stderr").unwrap();
        let expected = [output(Format::Collapsed, "/logs"), output(Format::Text, Sink::Stderr)];
        assert_eq!(outputs, expected);
        let outputs = settle(Some("/logs"), "text,collapsed").unwrap();
        let expected = [output(Format::Text, "/logs"), output(Format::Collapsed, "/logs")];
        assert_eq!(outputs, expected);
        assert_eq!(settle(None, "collapsed").unwrap(), [output(Format::Collapsed, Sink::Stderr)]);
    }

    #[test]
    fn the_program_wins_over_the_words_and_may_write_more() {
        let also = vec![
            (Format::Text, Sink::Stderr),
            (Format::Collapsed, "/stacks".into()),
            (Format::Text, Sink::Stderr),
        ];
        let outputs = Outputs { format: Some(Format::Collapsed), also };
        let outputs = outputs.settle(Some("/logs".into()), Some("nonsense")).unwrap();
        let expected = [
            output(Format::Collapsed, "/logs"),
            output(Format::Text, Sink::Stderr),
            output(Format::Collapsed, "/stacks"),
        ];
        assert_eq!(outputs, expected);
    }

    #[test]
    fn two_formats_on_stderr_are_refused_with_the_remedy() {
        let error = settle(None, "text,collapsed").unwrap_err();
        assert!(error.is_setting());
        let text = error.to_string();
        assert!(text.contains("`text,collapsed`") && text.contains("`GMR_LOG_DIR`"), "{text}");
    }

    #[test]
    fn words_that_are_none_are_refused_with_the_legal_ones() {
        for (words, legal) in [("yaml", "`text`"), ("text,", "`text`"), ("text@/tmp", "`stderr`")] {
            let error = settle(Some("/logs"), words).unwrap_err();
            assert!(error.is_setting() && error.to_string().contains(legal), "{error}");
        }
    }
}
