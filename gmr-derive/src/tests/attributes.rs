//! The same for `#[gmr::sections]` and `#[gmr::task]`, which give the item back changed.

use super::{ARGUMENTS, FINISHED, errors, parse, without_each};
use crate::expand::{sections_attr, task_attr};
use crate::item::without_marks;
use proc_macro2::TokenStream;

const BLOCK: &str = "impl Pool { #[section] fn idle(&self) -> u8 { self.idle } fn busy() {} }";

#[test]
fn a_half_typed_block_stays_whole() {
    for arguments in ARGUMENTS.iter().map(|text| parse(text)) {
        for item in FINISHED.iter().flat_map(|text| without_each(&parse(text))) {
            let expanded = sections_attr(arguments.clone(), item.clone()).to_string();
            assert!(expanded.starts_with(&without_marks(&item).to_string()), "{expanded}");
        }
    }
}

#[test]
fn a_half_typed_task_stays_whole() {
    for arguments in ARGUMENTS.iter().map(|text| parse(text)) {
        for item in FINISHED.iter().flat_map(|text| without_each(&parse(text))) {
            let expanded = task_attr(arguments.clone(), item.clone());
            let stays = expanded.to_string().starts_with(&item.to_string());
            assert!(stays || errors(&expanded) == 0, "{expanded}");
        }
    }
}

#[test]
fn half_typed_arguments_are_told_beside_the_block_and_the_task() {
    let (block, task) = (parse(BLOCK), parse("async fn work() { f().await }"));
    for arguments in ARGUMENTS.iter().flat_map(|text| without_each(&parse(text))) {
        let expanded = sections_attr(arguments.clone(), block.clone()).to_string();
        assert!(expanded.starts_with(&without_marks(&block).to_string()), "{expanded}");
        let expanded = task_attr(arguments, task.clone()).to_string();
        assert!(expanded.contains("f () . await"), "{expanded}");
    }
}

#[test]
fn only_the_marks_are_taken_from_a_block() {
    let stripped = without_marks(&parse(
        "#[a] impl P { #![b] #[section(\"x\")] #[c] fn f() { #[section] fn g() {} } #[gmr::section] fn h(); \
         #[section::other] fn i() {} #[link_section = \"x\"] fn j() {} \
         #[cfg_attr(a, section(\"x\", order = 1), inline)] fn k() {} #[cfg_attr(a, gmr::section)] fn l() {} }",
    ));
    let expected = parse(
        "#[a] impl P { #![b] #[c] fn f() { #[section] fn g() {} } fn h(); \
         #[section::other] fn i() {} #[link_section = \"x\"] fn j() {} \
         #[cfg_attr(a, inline)] fn k() {} fn l() {} }",
    );
    assert_eq!(stripped.to_string(), expected.to_string());
}

#[test]
fn a_body_is_not_read() {
    for body in ["{ let x = foo. }", "{ match x { A => } }", "{ x.await ; ; y }", "{ ] }"] {
        let Ok(body) = body.parse::<TokenStream>() else { continue };
        let block = parse(&format!("impl P {{ #[section] fn f() -> u8 {body} }}"));
        let expanded = sections_attr(TokenStream::new(), block);
        assert!(expanded.to_string().contains(&body.to_string()), "{expanded}");
        assert_eq!(errors(&expanded), 0, "{expanded}");
        let expanded = task_attr(TokenStream::new(), parse(&format!("async fn f() -> u8 {body}")));
        let inner = body.to_string();
        let inner = inner.trim_start_matches('{').trim_end_matches('}').trim();
        assert!(expanded.to_string().contains(inner), "{expanded}");
        assert_eq!(errors(&expanded), 0, "{expanded}");
    }
}

#[test]
fn a_type_without_a_name_is_not_pinned() {
    let pinned = |signature: &str| {
        let item = parse(&format!("async fn f() {signature} {{ x }}"));
        task_attr(TokenStream::new(), item).to_string().contains("pinned")
    };
    assert!(pinned("") && pinned("-> Vec<u8>") && pinned("-> Result<(), Box<dyn Error>>"));
    assert!(!pinned("-> !") && !pinned("-> impl Display") && !pinned("-> (u8, impl Display)"));
}

#[test]
fn a_task_keeps_the_attributes_of_its_body_first() {
    let item = parse("async fn f() { #![allow(unused)] g().await }");
    let expanded = task_attr(TokenStream::new(), item).to_string();
    let (attribute, begin) =
        (expanded.find("allow (unused)").unwrap(), expanded.find("begin_task").unwrap());
    assert!(attribute < begin, "{expanded}");
}
