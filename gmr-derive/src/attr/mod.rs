//! Attributes as lists of `key`, `key = value` and `key(...)`.
//!
//! The lists are read token by token: a value may be any expression, and `syn` without `full`
//! reads none.

mod options;
mod tokens;
mod value;

pub(crate) use options::{First, Options};
pub(crate) use tokens::{
    flatten, flatten_deep, is_arrow, is_punct, is_word, split, split_parameters,
};
pub(crate) use value::is_closure;

use crate::ctxt::Ctxt;
use crate::symbol::plain;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::LitStr;

/// One `key`, with or without a value.
#[derive(Debug)]
pub(crate) struct Arg {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What stands after a key.
#[derive(Debug)]
pub(crate) enum Value {
    Nothing,
    /// `= ...`
    Tokens(TokenStream),
    /// `(...)`
    List(TokenStream),
}

/// The string after a key.
pub(crate) fn read_string(arg: &Arg, cx: &Ctxt) -> Option<LitStr> {
    value::string(arg, "\"...\"", cx)
}

/// Reads a list; what cannot be read is told and left out.
pub(crate) fn read_list(tokens: TokenStream, cx: &Ctxt) -> Vec<Arg> {
    split(tokens).into_iter().filter_map(|part| read_arg(part, cx)).collect()
}

fn read_arg(part: Vec<TokenTree>, cx: &Ctxt) -> Option<Arg> {
    let mut trees = part.into_iter();
    let key = match trees.next().map(open)? {
        TokenTree::Ident(key) => key,
        other => {
            cx.error(other.span(), "expected an option's name");
            return None;
        }
    };
    let value = match trees.next() {
        None => Value::Nothing,
        Some(TokenTree::Punct(sign)) if sign.as_char() == '=' => {
            let value: TokenStream = trees.collect();
            if value.is_empty() {
                cx.error(sign.span(), format!("`{} =` needs a value", plain(&key)));
                return None;
            }
            Value::Tokens(value)
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            if let Some(next) = trees.next() {
                cx.error(next.span(), "expected `,`");
                return None;
            }
            Value::List(group.stream())
        }
        Some(other) => {
            cx.error(other.span(), format!("expected `,` or `=` after `{}`", plain(&key)));
            return None;
        }
    };
    Some(Arg { key, value })
}

/// The tree itself, or the only one in its invisible group.
fn open(tree: TokenTree) -> TokenTree {
    match flatten(tree.clone().into()).as_slice() {
        [only] => only.clone(),
        _ => tree,
    }
}
