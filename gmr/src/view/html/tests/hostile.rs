//! Text from outside, in every place that holds any.

use super::*;
use crate::view::samples::hostile::{allowed, hostile, report_of};
use proptest::prelude::*;

#[test]
fn no_forbidden_character_comes_through() {
    let page = html(&report_of(&hostile()));
    assert!(page.contains("\\u{1b}"));
    assert_eq!(page.chars().find(|&c| !allowed(c)), None);
}

/// Whatever the text is, the tags are those of the same report with a harmless one; and in each tag
/// quotes come in pairs, so that no text has left its attribute.
fn check(evil: &str) {
    // Where it begins decides whose call it is, and how long it is whether it is cut.
    let page = html(&report_of(&format!("x{evil}")));
    let harmless = html(&report_of("xy"));
    assert_eq!(tags(&page), tags(&harmless), "{evil:?}");
    for tag in body(&page).split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        // What is not in quotes is ours.
        let names: String = tag.split('"').step_by(2).collect();
        assert!(!names.contains(" on") && !names.contains(" style"), "{tag}");
    }
}

#[test]
fn markup_in_text_is_text() {
    let payloads = [
        "<script>x()</script>",
        "</style></script><script>x()</script>",
        "\"><img src=x:x onerror=x()>",
        "' onfocus='x()' autofocus='",
        "<!--",
        "--><b>",
        "]]>",
        "</title></textarea><svg/onload=x()>",
        "&lt;b&gt;&#60;b&#62;&amp;",
        "`${x()}`",
        "{{x}}",
        "javascript:x()",
        "\u{2028}\u{2029}</li></ol></details></section></main>",
        "\0<\0script>",
        "<a href=javascript:x()>",
    ];
    payloads.iter().for_each(|payload| check(payload));
}

#[test]
fn an_ampersand_is_escaped_once() {
    let page = html(&report(vec![section("a & b", Value::Str("&amp;".to_owned()))]));
    assert!(page.contains(">a &amp; b</h2>"));
    assert!(page.contains("<code>&amp;amp;</code>"));
}

#[test]
fn a_name_of_any_length_is_kept_whole() {
    let evil = "\u{1b}<".repeat(1 << 16);
    let length = html(&report_of(&evil)).len();
    assert!(length > 40 * evil.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_a_tag(evil in "[<>&\"'a-z/= !\\-\\[\\]{}\u{0}-\u{9}\u{b}-\u{1f}\u{80}-\u{ff}\u{2028}]{0,60}") {
        check(&evil);
    }
}
