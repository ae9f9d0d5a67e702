//! Lists of texts that are command lines, and keys of maps that hold credentials.

use gmr::model::Value;
use std::collections::{BTreeMap, VecDeque};

fn check<const N: usize>(items: [&str; N], expected: [&str; N]) {
    let expected = Value::List(expected.map(|item| Value::Str(item.into())).to_vec());
    assert_eq!(gmr::to_value(&items), expected);
    assert_eq!(gmr::to_value(&VecDeque::from(items.map(str::to_owned))), expected);
    // A tree that somebody made, and the same once more.
    assert_eq!(gmr::to_value(&gmr::to_value(&items.to_vec())), expected);
    let tree = Value::List(items.map(|item| Value::Str(item.into())).to_vec());
    assert_eq!(gmr::to_value(&tree), expected);
}

#[test]
fn the_value_of_an_option_is_masked_in_a_list_of_arguments() {
    check(["run", "--password", "hunter2", "x"], ["run", "--password", "***", "x"]);
    check(["--token", "--verbose", "x"], ["--token", "--verbose", "x"]);
    check(["curl", "-u", "ann:pw", "h"], ["curl", "-u", "ann:***", "h"]);
    check(["/bin/mysql", "-uroot", "-ppw"], ["/bin/mysql", "-uroot", "-p***"]);
    check(["--db-password=a b", "x=y z"], ["--db-password=***", "x=y z"]);
    check(["DB_PASSWORD=a b", "HOME=/root"], ["DB_PASSWORD=***", "HOME=/root"]);
}

#[test]
fn a_list_of_other_texts_is_left_as_it_is() {
    for items in [["token", "secret", "x"], ["-", "--", "x"], ["a -p b", "mysql", "p"]] {
        check(items, items);
    }
}

#[test]
fn only_texts_in_a_row_are_one_command_line() {
    let lists = [vec!["--token"], vec!["x"]];
    let list = |item: &str| Value::List(vec![Value::Str(item.into())]);
    assert_eq!(gmr::to_value(&lists), Value::List(vec![list("--token"), list("x")]));
    let mixed = ("--token", 7, "x");
    let items = vec![Value::Str("--token".into()), Value::Int(7), Value::Str("x".into())];
    assert_eq!(gmr::to_value(&mixed), Value::List(items));
}

#[test]
fn credentials_in_keys_are_masked() {
    struct Pools;
    impl gmr::ReportValue for Pools {
        fn report(&self, out: gmr::Out<'_>) {
            out.map().entry("u://a:hunter2@h".to_owned()).uint(1);
        }
    }
    let expected = Value::Map(vec![gmr::model::Entry::new("u://a:***@h", Value::Int(1))]);
    assert_eq!(gmr::to_value(&Pools), expected);
    assert_eq!(gmr::to_value(&BTreeMap::from([("u://a:hunter2@h", 1)])), expected);
    let tree =
        Value::Map(vec![gmr::model::Entry::new("u://a:hunter2@h".to_owned(), Value::Int(1))]);
    assert_eq!(gmr::to_value(&tree), expected);
}
