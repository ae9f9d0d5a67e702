//! The kinds of values.

use super::{Arg, Value, flatten, is_punct, is_word};
use crate::ctxt::Ctxt;
use crate::symbol::plain;
use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{LitStr, Token, WherePredicate};

/// `key`, `key = true` or `key = false`.
pub(super) fn flag(arg: &Arg, cx: &Ctxt) -> bool {
    let key = plain(&arg.key);
    match &arg.value {
        Value::Nothing => true,
        Value::Tokens(tokens) => match &flatten(tokens.clone())[..] {
            [TokenTree::Ident(word)] if word == "true" => true,
            [TokenTree::Ident(word)] if word == "false" => false,
            trees => {
                let message = format!("`{key}` is a flag: write `{key}`, or `{key} = false`");
                cx.error(first_span(trees, arg), message);
                false
            }
        },
        Value::List(_) => {
            cx.error(arg.key.span(), format!("`{key}` takes no arguments: write `{key}`"));
            false
        }
    }
}

/// `key = false`
pub(super) fn is_false(arg: &Arg) -> bool {
    let Value::Tokens(tokens) = &arg.value else { return false };
    matches!(&flatten(tokens.clone())[..], [TokenTree::Ident(word)] if word == "false")
}

/// `key = "text"`.
pub(super) fn string(arg: &Arg, example: &str, cx: &Ctxt) -> Option<LitStr> {
    let trees = flatten(arg.tokens("a string", example, cx)?.clone());
    let literal = match &trees[..] {
        [TokenTree::Literal(literal)] => literal,
        [TokenTree::Literal(_), next, ..] => {
            cx.error(next.span(), "expected `,`");
            return None;
        }
        _ => {
            not_a_string(arg, first_span(&trees, arg), example, cx);
            return None;
        }
    };
    let text = text(literal);
    if text.is_none() {
        not_a_string(arg, literal.span(), example, cx);
    }
    text
}

fn not_a_string(arg: &Arg, at: Span, example: &str, cx: &Ctxt) {
    cx.error(at, format!("expected a string: `{} = {example}`", plain(&arg.key)));
}

/// `key = -10`.
pub(super) fn int(arg: &Arg, cx: &Ctxt) -> Option<i32> {
    let key = plain(&arg.key);
    let trees = flatten(arg.tokens("a whole number", "10", cx)?.clone());
    let (sign, digits) = match &trees[..] {
        [TokenTree::Punct(sign), rest @ ..] if sign.as_char() == '-' => ("-", rest),
        rest => ("", rest),
    };
    let message = match digits {
        [TokenTree::Literal(digits)] => match format!("{sign}{digits}").replace('_', "").parse() {
            Ok(number) => return Some(number),
            Err(_) if is_number(digits) => {
                let (least, most) = (i32::MIN, i32::MAX);
                format!("expected a whole number from {least} to {most}: `{key} = 10`")
            }
            Err(_) => format!("expected a whole number: `{key} = 10`"),
        },
        [TokenTree::Literal(_), next, ..] => {
            cx.error(next.span(), "expected `,`");
            return None;
        }
        _ => format!("expected a whole number: `{key} = 10`"),
    };
    cx.error(first_span(digits, arg), message);
    None
}

fn is_number(literal: &Literal) -> bool {
    literal.to_string().starts_with(|first: char| first.is_ascii_digit())
}

/// `key = "250ms"`, in milliseconds.
pub(super) fn duration(arg: &Arg, cx: &Ctxt) -> Option<u64> {
    let key = plain(&arg.key);
    if let Value::Tokens(tokens) = &arg.value
        && let [TokenTree::Literal(number)] = &flatten(tokens.clone())[..]
        && is_number(number)
    {
        let number_text = number.to_string();
        let message = if number_text.parse::<u64>().is_ok() {
            format!("a timeout needs a unit: `{key} = \"{number}ms\"` or `{key} = \"{number}s\"`")
        } else if milliseconds(&number_text).is_some() {
            format!("expected a string: `{key} = \"{number}\"`")
        } else {
            not_a_duration(&number_text)
        };
        cx.error(number.span(), message);
        return None;
    }
    let written = string(arg, "\"500ms\"", cx)?;
    match milliseconds(&written.value()) {
        Some(0) => cx.error(written.span(), "a timeout of zero would never let the section finish"),
        Some(ms) => return Some(ms),
        None => cx.error(written.span(), not_a_duration(&written.value())),
    }
    None
}

fn not_a_duration(text: &str) -> String {
    format!("`{text}` is not a duration; write a whole number and `ms`, `s` or `m`, like \"500ms\"")
}

fn milliseconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    let unit = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// `key = path::to::something`, or the same as a string, as users of serde write it.
pub(super) fn path(arg: &Arg, example: &str, cx: &Ctxt) -> Option<TokenStream> {
    let tokens = arg.tokens("a path", example, cx)?;
    let trees = flatten(tokens.clone());
    let [TokenTree::Literal(literal)] = &trees[..] else { return one(tokens, cx) };
    let path = text(literal).and_then(|text| text.parse::<TokenStream>().ok());
    let path = path.filter(|path| !path.is_empty() && second(path).is_none());
    if path.is_none() {
        let message = format!("expected a path: `{} = {example}`", plain(&arg.key));
        cx.error(literal.span(), message);
    }
    path
}

/// `key`, or `key = expression`
pub(super) fn expression(arg: &Arg, example: &str, cx: &Ctxt) -> Option<Option<TokenStream>> {
    match arg.value {
        Value::Nothing => Some(None),
        _ => one(arg.tokens("an expression", example, cx)?, cx).map(Some),
    }
}

/// The expression, if there is no other behind it; else a comma is missing.
fn one(tokens: &TokenStream, cx: &Ctxt) -> Option<TokenStream> {
    if let Some(second) = second(tokens) {
        cx.error(second, "expected `,`");
        return None;
    }
    Some(tokens.clone())
}

/// Where another expression begins.
fn second(tokens: &TokenStream) -> Option<Span> {
    let trees = flatten(tokens.clone());
    let second = (1..trees.len()).find(|&at| is_name(&trees, at) && is_end(&trees, at - 1))?;
    trees.get(second).map(TokenTree::span)
}

/// Whether the tree is a name, which is neither a keyword nor a lifetime.
fn is_name(trees: &[TokenTree], at: usize) -> bool {
    let is_lifetime = at > 0 && is_punct(trees.get(at - 1), '\'');
    match trees.get(at) {
        Some(TokenTree::Ident(word)) if !is_lifetime => {
            syn::parse2::<Ident>(word.to_token_stream()).is_ok()
        }
        _ => false,
    }
}

/// Whether an expression may end with the tree.
fn is_end(trees: &[TokenTree], at: usize) -> bool {
    match trees.get(at) {
        Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Brace,
        _ => is_name(trees, at),
    }
}

/// `key("id={id}", arguments)`: the arguments of `format!`, which rustc checks.
pub(super) fn format(arg: &Arg, example: &str, cx: &Ctxt) -> Option<TokenStream> {
    let (Value::List(tokens) | Value::Tokens(tokens)) = &arg.value else {
        return needs_format(arg, example, cx);
    };
    if tokens.is_empty() { needs_format(arg, example, cx) } else { Some(tokens.clone()) }
}

fn needs_format(arg: &Arg, example: &str, cx: &Ctxt) -> Option<TokenStream> {
    let key = plain(&arg.key);
    cx.error(arg.key.span(), format!("`{key}` needs a format: `{key}({example})`"));
    None
}

/// Whether the value is `|...| ...`, so that what it takes must be told to it.
pub(crate) fn is_closure(value: &TokenStream) -> bool {
    let trees = flatten(value.clone());
    is_punct(trees.first(), '|') || is_word(trees.first(), "move")
}

/// `key = "T: Display, U: Debug"`, as users of serde write it.
pub(super) fn bounds(arg: &Arg, cx: &Ctxt) -> Option<TokenStream> {
    let example = "\"T: Display\"";
    let written = string(arg, example, cx)?;
    let parse = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
    match written.parse_with(parse) {
        Ok(bounds) => {
            let bounds = bounds.iter();
            Some(quote!(#(#bounds,)*))
        }
        Err(_) => {
            let key = plain(&arg.key);
            cx.error(written.span(), format!("expected bounds: `{key} = {example}`"));
            None
        }
    }
}

fn text(literal: &Literal) -> Option<LitStr> {
    syn::parse2(TokenTree::from(literal.clone()).into()).ok()
}

fn first_span(trees: &[TokenTree], arg: &Arg) -> Span {
    trees.first().map_or_else(|| arg.key.span(), TokenTree::span)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn is_one(text: &str) -> bool {
        one(&text.parse().unwrap(), &Ctxt::default()).is_some()
    }

    #[test]
    fn two_expressions_need_a_comma() {
        for fine in [
            "|a: &'static str| a as u8",
            "|a: &mut B, c| if *a { 3 } else { c.d.await }",
            "move |a| unsafe { a }",
            "a::<&'b dyn C>",
            "|(a, b): &(C, fn(D) -> E)| [a, b]",
        ] {
            assert!(is_one(fine), "{fine}");
        }
        for two in ["a b", "a::b c = 1", "3 a = 4", "|a| (a) b", "\"x\" y", "a[3] b"] {
            assert!(!is_one(two), "{two}");
        }
    }
}
