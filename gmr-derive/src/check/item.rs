//! What can be a section by `#[gmr::section]`.

use crate::attr::{is_punct, is_word, split_parameters};
use crate::ctxt::Ctxt;
use crate::item::{Function, Static, is_out};
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
    if function.is_async {
        cx.error(
            name.span(),
            "an `async` section is not supported yet: return the value from a plain `fn`",
        );
    }
    if let Some(span) = function.generic {
        let message = format!(
            "a section cannot be generic: the report would not know which `{name}` to call. \
             Write a function without parameters that calls it"
        );
        cx.error(span, message);
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
        let Some(first) = parameter.first() else { continue };
        let is_self = parameter
            .iter()
            .take_while(|tree| !is_punct(Some(tree), ':'))
            .any(|tree| is_word(Some(tree), "self"));
        if is_out(&parameter) && !is_self && !writes {
            writes = true;
            continue;
        }
        is_fine = false;
        cx.error(first.span(), if is_self { METHOD } else { ARGUMENTS });
    }
    is_fine
}

const METHOD: &str = "`#[gmr::section]` cannot register a method: write a function without `self` \
                      that reads a static";
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

/// What to say of anything else.
pub(crate) fn other_item(word: &str, at: Span, cx: &Ctxt) {
    let rule = "`#[gmr::section]` goes on a function or a static";
    let message = match word {
        "struct" | "enum" | "union" => {
            format!("{rule}; for a {word} write `#[derive(gmr::ReportSection)]`")
        }
        "impl" => format!("{rule}, not on an `impl` block"),
        "mod" | "trait" | "use" | "const" | "type" | "macro_rules" => {
            format!("{rule}, not on a `{word}`")
        }
        _ => rule.to_owned(),
    };
    cx.error(at, message);
}
