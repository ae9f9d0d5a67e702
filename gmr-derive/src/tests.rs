//! What an editor sends while its user types: nothing panics, and the item stays.

#![allow(clippy::unwrap_used, clippy::panic)]

mod attributes;
mod size;

use crate::expand::{config_derive, main_attr, section_attr, section_derive};
use proc_macro2::{Group, TokenStream, TokenTree};

/// Items as they are when somebody has finished typing.
const FINISHED: &[&str] = &[
    "pub fn pool() -> String { format!(\"{}\", 1) }",
    "fn main() { run(); }",
    "async fn main() -> Result<(), Error> { #![allow(unused)] run().await }",
    "#[cfg(unix)] #[inline] pub(crate) const unsafe extern \"C\" fn f<'a, T: Fn(A) -> B, const N: usize>(&self, a: Vec<A, B>, out: gmr::Out<'_>) -> Result<Vec<u8>, E> where T: X { }",
    "#[cfg(a)] pub static POOL: OnceLock<Mutex<Vec<String>>> = OnceLock::new();",
    "static mut N: u8 = 1;",
    "trait T { fn f(&self) -> u8; }",
    "#[cfg(unix)] unsafe impl<'a, T: Fn(A) -> B, const N: usize> a::Trait<T> for Pool<'a, [T; N]> where T: X { \
     #![allow(unused)] const A: [u8; 2] = [1; { 2 }]; type B = C<{ 1 }>; #[cfg(x)] #[section(\"Jobs\", order = 5)] \
     #[inline] pub(crate) async fn jobs(&'a self) -> Array<{ 1 + 1 }> where T: Y { self.jobs } \
     #[gmr::section(static = X)] fn written(self: &Self, out: Out<'_>) { out } fn push(&mut self) {} some!(); }",
    "impl Pool { #[section] fn idle() -> u8 { 1 } }",
    "pub async fn work(mut id: u32, (a, b): (u8, u8)) -> Result<Vec<u8>, E> { #![allow(unused)] id += 1; f(id).await? }",
    "async fn forever(&self) -> ! { loop { x().await } }",
    "#[gmr(title = \"x\", order = -4, timeout = \"2s\", static = a::B, rename_all = \"kebab-case\")] \
     struct S<'a, T: Iterator, const N: usize> where T: Clone { #[gmr(rename = \"x\", unit = \"ms\")] a: [T; N], \
     #[gmr(with = |x: &u8| x < 3, secret)] b: PhantomData<fn(T) -> T>, #[gmr(flatten)] c: T::Item, #[doc = \"x\"] pub d: &'a u8 }",
    "#[gmr(default, group = \"g\", crate = a::b)] #[repr(packed)] struct AppConfig { #[gmr(secret)] #[gmr(skip)] a: u8 }",
    "#[gmr(instances)] struct S { a: u8, #[gmr(debug, display, nested)] b: u8 }",
    "#[gmr(transparent, bound = \"T: Display, U::V: Into<u8>\")] struct S<T, U> { #[gmr(skip)] a: U, \
     #[gmr(skip_if = |a, b| -> Vec<A, B> { a < b }, format = \"{:.1}\", help = \"x\", unit = \"ms\")] b: T }",
    "#[gmr(default, sources = |path: &str| -> Option<A<B, C>> { None }, serde = false, bound = \"\", collect = move || a::<B, C>())] \
     #[serde(default = \"a::b\", rename_all(serialize = \"x\", deserialize = \"kebab-case\"), bound = \"T: X\")] \
     struct C<T> { #[gmr(default = -3, env = \"A\")] a: u8, #[gmr(default, nested, show)] b: Option<&'static mut [T; 3]>, \
     #[serde(flatten, default)] c: T, #[serde(rename(deserialize = \"x\"), alias = \"y\", default = \"a::b\")] d: fn(A) -> dyn B + C }",
    "#[serde] #[serde = 3] #[serde(rename_all = 3, default(x), rename_all(deserialize))] \
     struct C { #[serde(rename = 3, rename(deserialize = 4), flatten = x, default = \"1 +\", , =)] a: u8 }",
    "struct T(#[gmr(skip)] u8);",
    "enum E { A(u8), B { c: u8 }, D }",
    "union U { a: u8, b: u16 }",
];

/// Arguments of the attribute macros.
const ARGUMENTS: &[&str] = &[
    "",
    "\"Title\", order = -10, timeout = \"250ms\", debug, crate = a::b",
    "title = \"x\", display(a, b), title = \"y\", crate",
    "service_name = f::<A, B>(1), conf = <T as U<V, W>>::x(), crate = a",
    "42, order = 1_000_000_000_000, timeout = 500, debug = 3",
    "enabled = |x| x < 3, static = SCHEDULER, crate = gmr",
    "\"worker\", detail(\"id={id} {}\", a::<B, C>()), crate = a::b",
    "name = \"worker\", detail = \"x\", detail()",
];

fn parse(text: &str) -> TokenStream {
    text.parse().unwrap()
}

/// The tokens with each one left out in turn, at any depth.
fn without_each(tokens: &TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut all = Vec::new();
    for (at, tree) in trees.iter().enumerate() {
        let put = |inner: Option<TokenTree>| {
            let behind = trees[at + 1..].iter().cloned();
            trees[..at].iter().cloned().chain(inner).chain(behind).collect::<TokenStream>()
        };
        all.push(put(None));
        if let TokenTree::Group(group) = tree {
            let inners = without_each(&group.stream()).into_iter();
            all.extend(inners.map(|inner| put(Some(Group::new(group.delimiter(), inner).into()))));
        }
    }
    all
}

fn errors(tokens: &TokenStream) -> usize {
    tokens.to_string().matches("compile_error").count()
}

#[test]
fn a_half_typed_item_stays_whole() {
    for arguments in ARGUMENTS.iter().map(|text| parse(text)) {
        for item in FINISHED.iter().flat_map(|text| without_each(&parse(text))) {
            let expanded = section_attr(arguments.clone(), item.clone()).to_string();
            assert!(expanded.starts_with(&item.to_string()), "{expanded}");
            let expanded = main_attr(arguments.clone(), item.clone());
            let stays = expanded.to_string().starts_with(&item.to_string());
            assert!(stays || errors(&expanded) == 0, "{expanded}");
        }
    }
}

#[test]
fn half_typed_arguments_are_told_beside_the_item() {
    let item = parse("fn pool() -> u8 { 1 }");
    for arguments in ARGUMENTS.iter().flat_map(|text| without_each(&parse(text))) {
        let expanded = section_attr(arguments, item.clone()).to_string();
        assert!(expanded.starts_with(&item.to_string()), "{expanded}");
    }
}

#[test]
fn a_half_typed_type_is_never_a_panic() {
    for item in FINISHED.iter().flat_map(|text| without_each(&parse(text))) {
        for expanded in [section_derive(item.clone()), config_derive(item.clone())] {
            let is_said = errors(&expanded) > 0;
            let is_derived = expanded.to_string().contains("Report");
            assert!(is_said || is_derived, "{expanded}");
        }
    }
}

#[test]
fn a_body_is_not_read() {
    for body in
        ["{ let x = foo. }", "{ foo.bar( ) ) }", "{ match x { A => } }", "{ x.await ; ; y }"]
    {
        let Ok(item) = format!("fn pool() -> String {body}").parse::<TokenStream>() else {
            continue;
        };
        let expanded = section_attr(TokenStream::new(), item.clone());
        assert!(expanded.to_string().starts_with(&item.to_string()), "{expanded}");
        assert_eq!(errors(&expanded), 0, "{expanded}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let expanded = section_derive(parse(
        "#[gmr(titel = \"x\", order = \"high\", timeout = 5)] \
         struct S { #[gmr(renam = \"x\")] a: u8, #[gmr(skip = 3)] b: u8, #[gmr(unit = 1)] c: u8 }",
    ));
    assert_eq!(errors(&expanded), 6, "{expanded}");
    assert!(expanded.to_string().contains("ReportSection for S"), "{expanded}");
}

#[test]
fn what_serde_is_told_wrong_is_for_serde_to_tell() {
    let expanded = config_derive(parse(
        "#[serde] #[serde = 3] #[serde(rename_all = 3, default(x), rename_all = \"title\", ??)] \
         struct C { #[serde(rename = 3, rename(deserialize = 4), frobnicate, default = \"1 +\")] a: u8 }",
    ));
    assert_eq!(errors(&expanded), 0, "{expanded}");
    assert!(expanded.to_string().contains("new (\"a\")"), "{expanded}");
}

#[test]
fn main_keeps_the_attributes_of_its_body_first() {
    let expanded =
        main_attr(parse("log_dir = \"/x\""), parse("fn main() { #![allow(unused)] f() }"));
    let expanded = expanded.to_string();
    let (attribute, statement) =
        (expanded.find("allow (unused)").unwrap(), expanded.find("let ").unwrap());
    assert!(attribute < statement, "{expanded}");
    assert!(expanded.ends_with("f () }"), "{expanded}");
}

#[test]
fn a_value_of_the_wrong_kind_is_told_once() {
    for key in ["title", "order", "timeout", "static", "collect", "rename_all", "bound", "crate"] {
        let item = parse(&format!("#[gmr({key}(3))] struct S<T> {{ a: T }}"));
        assert_eq!(errors(&section_derive(item)), 1, "{key}");
    }
    for key in ["transparent", "instances", "default"] {
        let item = parse(&format!("#[gmr({key} = 3)] struct S {{ a: u8 }}"));
        assert_eq!(errors(&section_derive(item)), 1, "{key}");
    }
    for key in ["group", "static", "collect", "default", "sources", "serde"] {
        let item = parse(&format!("#[gmr({key}(3))] struct S {{ a: u8 }}"));
        assert_eq!(errors(&config_derive(item)), 1, "{key}");
    }
    for key in ["rename", "skip", "skip_if", "show", "with", "format", "flatten", "unit", "env"] {
        let item = parse(&format!("struct S {{ #[gmr({key}(3))] a: u8 }}"));
        assert_eq!(errors(&config_derive(item)), 1, "{key}");
    }
}

#[test]
fn a_body_that_begins_with_items_is_a_block_of_its_own() {
    let body = |body: &str| main_attr(parse(""), parse(&format!("fn main() {{ {body} }}")));
    let is_apart = |text: &str| body(text).to_string().ends_with("} }");
    assert!(is_apart("use a::B; f()") && is_apart("#[cfg(unix)] const A: u8 = 1; f()"));
    assert!(!is_apart("f()") && !is_apart("let a = 1; use a::B; f()") && !is_apart(""));
}

#[test]
fn a_writer_may_say_that_it_returns_nothing() {
    let function = "fn pool(out: gmr::Out<'_>) -> () { out.null() }";
    assert_eq!(errors(&section_attr(parse(""), parse(function))), 0);
}
