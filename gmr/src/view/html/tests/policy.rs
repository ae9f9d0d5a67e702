//! What the page allows itself.

use super::super::csp::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH};
use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

fn check(part: &str, hash: &str, name: &str) {
    let is = STANDARD.encode(Sha256::digest(part));
    assert_eq!(hash, is, "{name} in csp.rs has to be {is:?}");
}

#[test]
fn the_hashes_are_those_of_the_style_and_the_script() {
    check(STYLE, STYLE_HASH, "STYLE_HASH");
    check(SCRIPT, SCRIPT_HASH, "SCRIPT_HASH");
}

#[test]
fn the_page_holds_what_was_hashed_and_nothing_else() {
    let page = html(&report(Vec::new()));
    assert_eq!(page.matches(&format!("<style>{STYLE}</style>")).count(), 1);
    assert_eq!(page.matches(&format!("<script>{SCRIPT}</script>")).count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert_eq!(page.matches("<script").count(), 1);
    // Either would end its element early.
    assert!(!STYLE.contains("</") && !SCRIPT.contains("</"));
}

#[test]
fn the_policy_stands_before_all_that_it_is_about() {
    let page = html(&report(Vec::new()));
    let policy = page.find("Content-Security-Policy").unwrap();
    assert!(policy < page.find("<style").unwrap());
    assert!(page.contains("default-src 'none'"));
    let (_, rest) = page.split_once("content=\"").unwrap();
    let (policy, _) = rest.split_once('"').unwrap();
    assert!(!policy.contains("-inline") && !policy.contains("-eval") && !policy.contains('*'));
}

#[test]
fn the_script_makes_no_markup_of_text() {
    let sinks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".src"];
    for sink in sinks {
        assert!(!SCRIPT.contains(sink), "{sink}");
    }
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
}
