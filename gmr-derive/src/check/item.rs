//! What attribute macros can stand on.

use crate::attr::{is_punct, split_parameters};
use crate::ctxt::Ctxt;
use crate::item::{Function, Implementation, Item, Kind, Receiver, Static, is_out, is_self};
use proc_macro2::{Delimiter, Group, Span, TokenTree};

/// What a static must be to be a section.
pub(crate) fn static_item(found: &Static, cx: &Ctxt) {
    if let Some(span) = found.is_mut {
        cx.error(
            span,
            "a `static mut` cannot be a section: it cannot be read safely. Use a `Mutex`, an \
             `RwLock` or an atomic",
        );
    }
}

/// What a function must be to be a section.
pub(crate) fn function(function: &Function, cx: &Ctxt) {
    if let Receiver::Shared(at) | Receiver::Other(at) = function.receiver() {
        let message = "`#[gmr::section]` cannot register a method by itself: put \
                       `#[gmr::sections(static = MY_STATIC)]` on the `impl` block and \
                       `#[section]` on the method";
        return cx.error(at, message);
    }
    signature(function, cx);
}

/// What a function in an `impl` block must be to be a section: as any other, and one that takes
/// `&self` needs an instance.
pub(crate) fn method(function: &Function, has_instance: bool, cx: &Ctxt) {
    match function.receiver() {
        Receiver::Other(at) => cx.error(
            at,
            "a section looks at its instance where it is: it takes `&self`, nothing else of `self`",
        ),
        Receiver::Shared(at) if !has_instance => {
            let message = format!(
                "`{}` takes `&self`: say of which instance by \
                 `#[gmr::sections(static = MY_STATIC)]` on the `impl` block",
                function.name
            );
            cx.error(at, message);
        }
        Receiver::Shared(_) | Receiver::None => {}
    }
    signature(function, cx);
}

/// An instance is for methods, and says what a generic block is about.
pub(crate) fn use_of_instance(
    function: &Function,
    own: Option<Span>,
    block: &Implementation,
    cx: &Ctxt,
) {
    if !matches!(function.receiver(), Receiver::None) {
        return;
    }
    let name = &function.name;
    if let Some(key) = own {
        cx.error(key, format!("`static` has no effect: `{name}` takes no `&self`"));
    }
    if let Some(parameter) = block.generics.first() {
        let message = format!(
            "the report would not know for which `{parameter}` to call `{name}`: only methods \
             with `&self` can be sections of a generic `impl`"
        );
        cx.error(parameter.span(), message);
    }
}

/// A block has sections, each marked once.
pub(crate) fn marked(block: &Implementation, cx: &Ctxt) {
    if block.marked.is_empty() {
        let message = "`#[gmr::sections]` finds no section in this block: mark functions with \
                       `#[section]`";
        cx.error(block.at, message);
    }
    for again in block.marked.iter().filter_map(|marked| marked.again) {
        cx.error(again, "`#[section]` is given twice");
    }
}

/// What an item must be to be a task.
pub(crate) fn task(item: &Item, cx: &Ctxt) {
    let rule = "`#[gmr::task]` goes on an `async fn`";
    let function = match &item.kind {
        Kind::Function(function) => function,
        Kind::Static(found) => return cx.error(found.name.span(), rule),
        Kind::Other(_, span) => return cx.error(*span, rule),
    };
    let name = &function.name;
    if !function.is_async {
        let message = format!(
            "{rule}; `{name}` is not async. To list a future, wrap it: \
             `future.traced_as(\"{name}\")`"
        );
        cx.error(name.span(), message);
    } else if !function.has_body {
        cx.error(name.span(), "`#[gmr::task]` needs a function with a body");
    }
}

fn signature(function: &Function, cx: &Ctxt) {
    let name = &function.name;
    if !function.has_body {
        return cx.error(name.span(), "`#[gmr::section]` needs a function with a body");
    }
    if let Some(span) = function.is_unsafe {
        cx.error(
            span,
            "a section cannot be `unsafe`: nobody is there to keep its promises when the signal \
             comes",
        );
    }
    if function.is_async && function.writes() {
        cx.error(
            name.span(),
            "an `async` section must return its value: `Out` cannot be held across an await",
        );
    }
    if let Some(parameter) = function.generics.first() {
        let message = format!(
            "a section cannot be generic: the report would not know which `{name}` to call. \
             Write a function without parameters that calls it"
        );
        cx.error(parameter.span(), message);
    }
    if parameters(function, cx) {
        output(function, cx);
    }
}

/// Whether the parameters are none, or one `Out`.
fn parameters(function: &Function, cx: &Ctxt) -> bool {
    let mut is_fine = true;
    let mut writes = false;
    for parameter in split_parameters(function.parameters.stream()) {
        let Some(first) = parameter.first().filter(|_| !is_self(&parameter)) else { continue };
        if is_out(&parameter) && !writes {
            writes = true;
            continue;
        }
        is_fine = false;
        cx.error(first.span(), ARGUMENTS);
    }
    is_fine
}

const ARGUMENTS: &str = "a section takes no arguments (or one `out: gmr::Out<'_>`): read what it \
                         shows from a static, or register a closure with `gmr::register`";

fn output(function: &Function, cx: &Ctxt) {
    let nothing = |at: Span| {
        let name = &function.name;
        let message = format!(
            "a section must return what it shows; `{name}` returns nothing. Return a `String`, \
             anything that is `Display`, or a type with `#[derive(ReportSection)]`"
        );
        cx.error(at, message);
    };
    match &function.output[..] {
        [] if function.writes() => {}
        [TokenTree::Group(unit)] if function.writes() && is_unit(unit) => {}
        [] => nothing(function.name.span()),
        [first, ..] if function.writes() => {
            cx.error(first.span(), "a section that writes to `Out` must not also return a value");
        }
        [TokenTree::Group(unit)] if is_unit(unit) => nothing(unit.span()),
        [sign] if is_punct(Some(sign), '!') => {
            cx.error(sign.span(), "a section must return what it shows; `!` never returns");
        }
        _ => {}
    }
}

fn is_unit(group: &Group) -> bool {
    group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty()
}

/// What to say of anything else than a function or a static.
pub(crate) fn other_item(word: &str, at: Span, cx: &Ctxt) {
    let rule = "`#[gmr::section]` goes on a function or a static";
    let message = match word {
        "struct" | "enum" | "union" => {
            format!("{rule}; for a {word} write `#[derive(gmr::ReportSection)]`")
        }
        "impl" => format!(
            "{rule}; on an `impl` block write `#[gmr::sections]`, and `#[section]` on its functions"
        ),
        "mod" | "trait" | "use" | "const" | "type" | "macro_rules" => {
            format!("{rule}, not on a `{word}`")
        }
        _ => rule.to_owned(),
    };
    cx.error(at, message);
}

/// What to say of anything else than an `impl` block.
pub(crate) fn no_implementation(word: &str, at: Span, cx: &Ctxt) {
    let rule = "`#[gmr::sections]` goes on an `impl` block";
    let message = match word {
        "fn" | "async" | "static" | "pub" | "const" | "extern" => {
            format!("{rule}; on a function or a static write `#[gmr::section]`")
        }
        "struct" | "enum" | "union" => {
            format!("{rule}; for a {word} write `#[derive(gmr::ReportSection)]`")
        }
        "mod" | "trait" => format!("{rule}, not on a `{word}`"),
        _ => rule.to_owned(),
    };
    cx.error(at, message);
}
