//! Names that a program adds to those that gmr knows.
//!
//! They hold for the whole process, so each test has names of its own.

use gmr::model::Value;
use std::collections::BTreeMap;

fn shown(text: &str) -> String {
    match gmr::to_value(text) {
        Value::Str(shown) => shown,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_of_the_program_is_masked_wherever_names_are() {
    let name = "member_no";
    let map = || gmr::to_value(&BTreeMap::from([("gymMemberNo", "M-1"), ("open", "M-1")]));
    assert_eq!(map().entry("gymMemberNo"), Some(&Value::Str("M-1".into())), "not known yet");
    gmr::mask_name(name);
    assert_eq!(map().entry("gymMemberNo"), Some(&Value::Secret));
    assert_eq!(map().entry("open"), Some(&Value::Str("M-1".into())));
    assert_eq!(shown("guest MEMBER-NO=M-1 left"), "guest MEMBER-NO=*** left");
    assert_eq!(shown(r#"{"memberNo": "M-1", "a": 1}"#), r#"{"memberNo": "***", "a": 1}"#);
    assert_eq!(shown("Member-No: M-1"), "Member-No: ***");
    assert_eq!(shown("book --member-no M-1 --now"), "book --member-no *** --now");
    let arguments = gmr::to_value(&vec!["book", "--member-no", "M-1", "--now"]);
    assert!(!format!("{arguments:?}").contains("M-1"), "{arguments:?}");
}

#[test]
fn only_the_whole_words_of_a_name_count() {
    gmr::mask_name("pnr");
    assert!(gmr::is_sensitive_name("PNR"));
    assert!(gmr::is_sensitive_name("booking.pnr2"));
    for open in ["pnrs", "apnr", "p_n_r", "pnr_length"] {
        assert!(!gmr::is_sensitive_name(open), "{open}");
    }
}

#[test]
fn a_name_that_ends_as_one_about_a_secret_can_be_said() {
    assert!(!gmr::is_sensitive_name("account_number"));
    gmr::mask_name("account_number");
    assert!(gmr::is_sensitive_name("accountNumber"));
    assert!(!gmr::is_sensitive_name("account_number_length"));
}

#[test]
fn a_name_may_be_of_any_script() {
    gmr::mask_name("Лозинка");
    assert!(gmr::is_sensitive_name("моя_лозинка"));
    assert_eq!(shown("лозинка=abc x"), "лозинка=*** x");
}

#[test]
fn a_name_that_is_shown_is_that_very_name() {
    gmr::show_name("consumer_token");
    assert!(!gmr::is_sensitive_name("ConsumerToken"));
    assert!(gmr::is_sensitive_name("consumer_token_2nd"));
    assert!(gmr::is_sensitive_name("old_consumer_token"));
    assert_eq!(shown("consumer_token=abc"), "consumer_token=abc");
    assert_eq!(shown("consumer_token=u://a:b@h"), "consumer_token=u://a:***@h");
}

#[test]
fn a_name_without_a_word_masks_nothing() {
    for name in ["", " ", "_", "--", "7"] {
        gmr::mask_name(name);
    }
    assert!(!gmr::is_sensitive_name(""));
    assert!(!gmr::is_sensitive_name("_"));
    assert!(!gmr::is_sensitive_name("host"));
}

#[test]
fn names_said_by_many_threads_at_once_are_all_known() {
    let name = |at: usize| format!("crowd_{}", char::from(b'a' + at as u8)).repeat(2);
    std::thread::scope(|scope| {
        for start in 0..4 {
            scope.spawn(move || {
                for at in start..start + 20 {
                    gmr::mask_name(&name(at));
                    assert!(gmr::is_sensitive_name(&name(at)));
                }
            });
        }
    });
    assert!((0..23).all(|at| gmr::is_sensitive_name(&name(at))));
}

#[test]
fn the_set_up_takes_names_as_well() {
    let _guard = gmr::autorun(gmr::package!())
        .mask_names(["iban"])
        .show_names(["cursor_token".to_owned()])
        .start()
        .unwrap();
    assert!(gmr::is_sensitive_name("IBAN"));
    assert!(!gmr::is_sensitive_name("cursorToken"));
}
