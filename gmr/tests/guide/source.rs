//! The words that the text view prints, as its sources have them.

use std::fs;
use std::path::{Path, PathBuf};

/// What is not printed: names of functions that are compared, and the sentence of other views.
const NOT_PRINTED: &[&str] = &["tasks/fold.rs", "tasks/waits.rs"];

/// What the text view says in the same words as others.
const SHARED: &[&str] = &["clean", "frame", "scalar", "status", "summary", "words"];

/// The text of every string in the sources of the text view and of what it shares with others.
pub(crate) fn of_the_view() -> Vec<String> {
    let mut files = Vec::new();
    for folder in ["text", "tasks", "threads"] {
        collect(&sources().join("view").join(folder), &mut files);
    }
    files.extend(SHARED.iter().map(|file| sources().join(format!("view/{file}.rs"))));
    assert!(files.len() > 10, "{files:?}");
    let all = files.iter().flat_map(|file| strings_of(&fs::read_to_string(file).unwrap()));
    // Names of functions and folders are compared.
    all.filter(|string| !string.ends_with("::") && !string.contains('/')).collect()
}

/// The text of every string of several words in a file that holds reasons; a single word there is
/// the name of a function.
pub(crate) fn reasons(file: &str) -> Vec<String> {
    let source = fs::read_to_string(sources().join(file)).unwrap();
    strings_of(&source).into_iter().filter(|string| string.trim().contains(' ')).collect()
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_not_printed = NOT_PRINTED.iter().any(|end| path.ends_with(end));
        if path.is_dir() && !path.ends_with("tests") {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") && !is_not_printed {
            files.push(path);
        }
    }
}

/// The strings in a source, without its tests, comments and the names of its features.
fn strings_of(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with("#[")
    });
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut strings = Vec::new();
    let mut rest = code.as_str();
    while let Some((_, inside)) = rest.split_once('"') {
        let (string, after) = until_quote(inside);
        strings.push(string);
        rest = after;
    }
    strings
}

/// A string up to its closing quote, and what follows it.
fn until_quote(text: &str) -> (String, &str) {
    let mut string = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (string, &text[at + 1..]),
            '\\' => match characters.next() {
                Some((_, 'n')) => string.push('\n'),
                // The string goes on behind the spaces of the next line.
                Some((at, '\n')) => {
                    let rest = text[at..].trim_start();
                    let (more, after) = until_quote(rest);
                    return (string + &more, after);
                }
                Some((_, other)) => string.push(other),
                None => break,
            },
            other => string.push(other),
        }
    }
    panic!("a string has no end: {string}");
}

#[test]
fn strings_are_found_as_the_compiler_sees_them() {
    let source = "// \"no\"\n#[cfg(feature = \"no\")]\nf(\"a {b} \\\"c\\\"\\n\", \"d \\\n    e\");\n\
                  #[cfg(test)]\nmod tests { \"no\" }";
    assert_eq!(strings_of(source), ["a {b} \"c\"\n", "d e"]);
}
