//! What the page says is masked is masked, and what it says is not is not.

use crate::page::{MASKING, code, rows};
use gmr::model::Value;

/// The rows below a heading, of tables with this head: what stands there, and what is shown of it.
fn examples(heading: &str, head: &str) -> Vec<(String, String)> {
    let part = MASKING.part(heading).unwrap();
    let mut of_table = "";
    let mut found = Vec::new();
    for row in rows(part) {
        let [_, text, shown] = row[..] else { panic!("{row:?}") };
        match (code(text), code(shown)) {
            (Some(text), Some(shown)) if of_table == head => {
                found.push((text.replace("\\n", "\n"), shown.replace("\\n", "\n")));
            }
            (None, None) => of_table = text,
            (text, shown) => assert!(text.is_some() && shown.is_some(), "{row:?}"),
        }
    }
    assert!(!found.is_empty(), "no examples of {head} below {heading}");
    found
}

fn check_texts(heading: &str) {
    for (text, expected) in examples(heading, "text") {
        assert_eq!(gmr::to_value(&text), Value::Str(expected), "of {text}");
    }
}

fn check_arguments(heading: &str) {
    let list = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for (line, expected) in examples(heading, "arguments") {
        let items = list(&expected).into_iter().map(Value::Str).collect();
        assert_eq!(gmr::to_value(&list(&line)), Value::List(items), "of {line}");
    }
}

#[test]
fn each_text_on_the_page_is_masked_as_it_says() {
    check_texts("Within text");
}

#[test]
fn each_command_line_on_the_page_is_masked_as_it_says() {
    check_arguments("On a command line");
}

#[test]
fn what_the_page_calls_not_masked_is_shown_as_it_says() {
    check_texts("What is not masked");
    check_arguments("What is not masked");
}
