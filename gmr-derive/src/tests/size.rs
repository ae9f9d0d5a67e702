//! How much each macro adds to a program: every line is compiled for every item.
//!
//! What counts are the lines of an expansion that hold more than closing brackets, as the house's
//! rustfmt lays them out, without
//!
//! - the user's own item, which attribute macros give back,
//! - what each field, variant or method adds: these have a limit of their own,
//! - line breaks for the length of `::gmr::__private`, which is written `gmr` here,
//! - `inventory::submit!`, which is a call here: it is laid out as one.
//!
//! No item may need more than ten. A limit is what is needed today: it may be lowered, and raised
//! with a reason.

use super::parse;
use crate::expand::{
    config_derive, main_attr, section_attr, section_derive, sections_attr, task_attr,
};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use std::io::Write;
use std::process::{Command, Stdio};

/// The lines of an item, and those of each field that is given to it.
#[derive(Debug, PartialEq)]
struct Lines {
    item: usize,
    each: usize,
}

/// The lines of `expand` for items with two and with three of `part`, which stands for `@` in
/// `item`; the number of the part stands for `#` in it.
fn lines(expand: fn(TokenStream) -> TokenStream, item: &str, part: &str) -> Lines {
    let count = |parts: usize| {
        let parts: String = (0..parts).map(|n| part.replace('#', &n.to_string())).collect();
        said(&laid_out(expand(parse(&item.replace('@', &parts)))))
    };
    let each = count(3) - count(2);
    Lines { item: count(2) - 2 * each, each }
}

/// The lines that an attribute macro adds to `item`.
fn added(
    expand: fn(TokenStream, TokenStream) -> TokenStream,
    arguments: &str,
    item: &str,
) -> usize {
    let expanded = laid_out(expand(parse(arguments), parse(item)));
    said(&expanded) - said(&laid_out(parse(item)))
}

/// How many lines hold more than closing brackets.
fn said(text: &str) -> usize {
    text.lines()
        .filter(|line| !line.trim().trim_end_matches([')', ']', '}', ',', ';']).is_empty())
        .count()
}

fn laid_out(expanded: TokenStream) -> String {
    let short = open(expanded).to_string().replace(":: gmr :: __private ::", "gmr ::");
    assert!(!short.contains("compile_error"), "{short}");
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/../rustfmt.toml");
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path", settings]);
    let mut rustfmt = rustfmt.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    rustfmt.stdin.take().unwrap().write_all(short.as_bytes()).unwrap();
    let output = rustfmt.wait_with_output().unwrap();
    assert!(output.status.success(), "{short}");
    String::from_utf8(output.stdout).unwrap()
}

/// Nothing lays lines out where there is no rustfmt; `.ci/run` needs it, too.
fn is_missing() -> bool {
    let is_missing = Command::new("rustfmt").arg("--version").output().is_err();
    if is_missing {
        eprintln!("SKIPPED: there is no rustfmt");
    }
    is_missing
}

/// Makes calls of the registrations: what is in braces behind a `!` would not be laid out.
fn open(tokens: TokenStream) -> TokenStream {
    let mut opened: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        let TokenTree::Group(group) = tree else {
            opened.push(tree);
            continue;
        };
        let content = open(group.stream());
        if quote!(#(#opened)*).to_string().ends_with("submit !") {
            let is_path = |tree: &TokenTree| match tree {
                TokenTree::Ident(_) => true,
                TokenTree::Punct(punct) => [':', '!'].contains(&punct.as_char()),
                _ => false,
            };
            while opened.pop_if(|tree| is_path(tree)).is_some() {}
            opened.extend(quote!(const _: () = submit(#content);));
        } else {
            opened.push(proc_macro2::Group::new(group.delimiter(), content).into());
        }
    }
    opened.into_iter().collect()
}

/// Complains of each item that is larger than its limit.
fn hold(expand: fn(TokenStream) -> TokenStream, items: &[(&str, &str, Lines)]) {
    for (item, part, limit) in items {
        let lines = lines(expand, item, part);
        let is_small = lines.item <= limit.item && lines.each <= limit.each;
        assert!(is_small, "{item} of {part}: {lines:?} is over {limit:?}");
    }
}

#[test]
fn report_section_stays_small() {
    if is_missing() {
        return;
    }
    hold(
        section_derive,
        &[
            ("struct Pool { @ }", "f#: u8,", Lines { item: 7, each: 1 }),
            ("struct Pool(@);", "u8,", Lines { item: 7, each: 1 }),
            ("#[gmr(static = POOL)] struct Pool { @ }", "f#: u8,", Lines { item: 8, each: 1 }),
            ("#[gmr(default)] struct Pool { @ }", "f#: u8,", Lines { item: 8, each: 1 }),
            ("#[gmr(instances)] struct Pool { @ }", "f#: u8,", Lines { item: 10, each: 1 }),
            ("enum State { @ }", "V#,", Lines { item: 7, each: 1 }),
            ("enum State { @ }", "V#(u8),", Lines { item: 7, each: 2 }),
            ("enum State { V { @ } }", "f#: u8,", Lines { item: 9, each: 1 }),
        ],
    );
}

/// An option is one line of the schema, which is there without a value, and one call.
#[test]
fn config_report_stays_small() {
    if is_missing() {
        return;
    }
    hold(
        config_derive,
        &[
            ("struct Config { @ }", "f#: u8,", Lines { item: 7, each: 2 }),
            ("#[gmr(default)] struct Config { @ }", "f#: u8,", Lines { item: 9, each: 2 }),
            (
                "#[gmr(default, static = CONFIG)] struct Config { @ }",
                "f#: u8,",
                Lines { item: 10, each: 2 },
            ),
            ("#[gmr(static = CONFIG)] struct Config { @ }", "f#: u8,", Lines { item: 8, each: 2 }),
        ],
    );
}

#[test]
fn section_stays_small() {
    if is_missing() {
        return;
    }
    for (arguments, item, limit) in [
        ("", "fn pool() -> u8 { 1 }", 3),
        ("\"Pool\", order = 3, timeout = \"2s\"", "fn pool() -> u8 { 1 }", 4),
        ("", "async fn pool() -> u8 { 1 }", 4),
        ("", "fn pool(out: gmr::Out<'_>) { out.null() }", 2),
        ("", "static POOL: u8 = 1;", 3),
    ] {
        let added = added(section_attr, arguments, item);
        assert!(added <= limit, "{arguments} on {item}: {added} is over {limit}");
    }
}

#[test]
fn main_stays_small() {
    if is_missing() {
        return;
    }
    for (arguments, limit) in [("", 1), ("service_name = \"nova-api\", log_dir = \"/x\"", 2)] {
        let added = added(main_attr, arguments, "fn main() { run() }");
        assert!(added <= limit, "{arguments}: {added} is over {limit}");
    }
}

/// Each method is a section of its own.
#[test]
fn sections_stay_small() {
    if is_missing() {
        return;
    }
    let added = |methods: usize| {
        let methods = "#[section] fn f(&self) -> u8 { 1 }".repeat(methods);
        let item = format!("impl Pool {{ {methods} }}");
        let added = added(sections_attr, "static = POOL", &item);
        // `#[section]` goes.
        added + methods.matches("#[section]").count()
    };
    assert!(added(1) <= 4, "{} for a method", added(1));
    assert_eq!(added(3), 3 * added(1));
}

#[test]
fn task_stays_small() {
    if is_missing() {
        return;
    }
    for (arguments, item, limit) in [
        ("", "async fn work() { run().await }", 5),
        ("\"worker\", detail(\"{id}\")", "async fn work(id: u8) -> u8 { id }", 5),
    ] {
        let added = added(task_attr, arguments, item);
        assert!(added <= limit, "{arguments} on {item}: {added} is over {limit}");
    }
}
