#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::model::{Content, Value};
use crate::section::{Out, ReportValue};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

/// A configuration of every shape: an option, a group, a list of groups, an empty group.
fn write(out: Out<'_>) {
    let mut map = out.map();
    map.entry("listen").str("::");
    let mut cache = map.entry("cache").map();
    cache.entry("size").int(3);
    cache.entry("password").str("hunter2");
    let mut peers = map.entry("peers").list();
    peers.item().map().entry("host").str("a");
    peers.item().str("b");
    drop(map.entry("labels").map());
    map.entry("").note("locked");
}

/// The written tree after `catch` ran the questions to each of `all`.
fn asked(all: Vec<Sources>) -> Value {
    let sheet = Sheet::new();
    let out = Out::root(&sheet);
    all.into_iter().for_each(|sources| out.ask_later(sources));
    write(out);
    sheet.ask_sources(|question| {
        catch_unwind(AssertUnwindSafe(question)).map_err(|_| "no luck".to_owned())
    });
    match sheet.take() {
        Content::Value(value) => value,
        other => panic!("{other:?}"),
    }
}

/// The sources in the tree with the path to each.
fn sources(value: &Value) -> Vec<(String, String)> {
    fn walk(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
        match value {
            Value::Map(entries) => {
                for entry in entries {
                    let path = format!("{path}/{}", entry.key);
                    found.extend(entry.source.iter().map(|s| (path.clone(), s.to_string())));
                    walk(&entry.value, &path, found);
                }
            }
            Value::List(items) => items.iter().for_each(|item| walk(item, path, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

fn pairs(expect: &[(&str, &str)]) -> Vec<(String, String)> {
    expect.iter().map(|(path, source)| ((*path).to_owned(), (*source).to_owned())).collect()
}

#[test]
fn each_option_is_asked_for_by_its_path() {
    let paths = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&paths);
    let _ = asked(vec![Sources::new(move |path| {
        seen.lock().unwrap().push(path.to_owned());
        None::<String>
    })]);
    let expect = ["listen", "cache.size", "cache.password", "peers", "peers.0.host", "labels"];
    assert_eq!(*paths.lock().unwrap(), expect);
}

#[test]
fn an_answer_stands_beside_the_value_of_a_secret_too() {
    let known = [("listen", "env LISTEN"), ("cache.password", "vault"), ("peers.0.host", "x.toml")];
    let of = move |path: &str| known.iter().find(|(p, _)| *p == path).map(|(_, source)| *source);
    let tree = asked(vec![Sources::new(of)]);
    let expect =
        [("/listen", "env LISTEN"), ("/cache/password", "vault"), ("/peers/host", "x.toml")];
    assert_eq!(sources(&tree), pairs(&expect));
    assert_eq!(tree.entry("cache").unwrap().entry("password"), Some(&Value::Secret));
}

#[test]
fn an_answer_is_masked_as_any_text() {
    let of = |path: &str| (path == "listen").then_some("redis://u:hunter2@h/0");
    assert_eq!(sources(&asked(vec![Sources::new(of)])), pairs(&[("/listen", "redis://u:***@h/0")]));
}

#[test]
fn whoever_is_asked_first_answers_for_all() {
    let first = |path: &str| (path == "listen").then_some("first");
    let second = |path: &str| ["listen", "labels"].contains(&path).then_some("second");
    let tree = asked(vec![Sources::new(first), Sources::new(second)]);
    assert_eq!(sources(&tree), pairs(&[("/listen", "first"), ("/labels", "second")]));
}

#[test]
fn one_that_panics_costs_no_value_and_is_not_asked_again() {
    let of = |path: &str| match path {
        "listen" => Some("before"),
        _ => std::panic::resume_unwind(Box::new(())),
    };
    let next = |path: &str| (path == "labels").then_some("next");
    let tree = asked(vec![Sources::new(of), Sources::new(next)]);
    let unknown = ("/cache/size", "source unknown: panicked: no luck");
    assert_eq!(sources(&tree), pairs(&[("/listen", "before"), unknown, ("/labels", "next")]));
    assert_eq!(tree.entry("cache").unwrap().entry("size"), Some(&Value::Int(3)));
}

#[test]
fn nobody_is_asked_once_the_sheet_is_taken_away() {
    let sheet = Arc::new(Sheet::new());
    let (paper, asked) = (Arc::clone(&sheet), Arc::new(Mutex::new(0)));
    let count = Arc::clone(&asked);
    let out = Out::root(&sheet);
    out.ask_later(Sources::new(move |_| {
        *count.lock().unwrap() += 1;
        let _ = paper.take();
        Some("late")
    }));
    write(out);
    sheet.ask_sources(|question| {
        question();
        Ok(())
    });
    assert_eq!(*asked.lock().unwrap(), 1);
}

#[test]
fn what_is_seen_alone_is_asked_for_too() {
    struct Listen;
    impl ReportValue for Listen {
        fn report(&self, out: Out<'_>) {
            out.ask_later(Sources::new(|path| (path == "port").then_some("env PORT")));
            out.map().entry("port").int(80);
        }
    }
    // By whatever way it comes into a tree, the paths begin at the value itself.
    let tree = crate::section::to_value(&vec![Some(Listen)]);
    assert_eq!(sources(&tree), pairs(&[("/port", "env PORT")]));
}
