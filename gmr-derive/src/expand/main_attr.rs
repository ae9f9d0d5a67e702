//! `#[gmr::main]`

use super::{here, rebuilt};
use crate::attr::{Arg, Value, read_list};
use crate::ctxt::Ctxt;
use crate::item::{Item, Kind};
use crate::symbol::{self, plain};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// `main` with one statement before its body, which stays as it is.
///
/// ```text
/// fn main() {
///     let __gmr_guard = started(setup_autorun!(service_name = "nova-api"));
///     // the user's body
/// }
/// ```
pub(crate) fn main_attr(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let set_up = set_up(arguments, &cx);
    match Item::read(&tokens).kind {
        Kind::Function(function) if function.name == "main" && function.has_body => {}
        Kind::Function(function) => cx.error(
            function.name.span(),
            "`#[gmr::main]` goes on `fn main`; elsewhere call `gmr::setup_autorun!()` and keep \
             its guard",
        ),
        Kind::Static(found) => cx.error(found.name.span(), "`#[gmr::main]` goes on `fn main`"),
        Kind::Other(_, span) => cx.error(span, "`#[gmr::main]` goes on `fn main`"),
    }
    match cx.finish() {
        Some(errors) => quote!(#tokens #errors),
        None => rebuilt(tokens, |statements, at| quote_spanned!(here(at)=> #set_up #statements)),
    }
}

/// The statement; each key is a method of `gmr::Autorun`, so rustc knows the legal ones.
fn set_up(arguments: TokenStream, cx: &Ctxt) -> TokenStream {
    let mut root = quote!(::gmr);
    let mut calls = TokenStream::new();
    for Arg { key, value } in read_list(arguments, cx) {
        match value {
            Value::Tokens(path) if symbol::CRATE.is(&key) => root = path,
            Value::Tokens(value) => calls.extend(quote!(#key = #value,)),
            Value::Nothing | Value::List(_) => {
                let key_name = plain(&key);
                cx.error(key.span(), format!("`{key_name}` needs a value: `{key_name} = ...`"));
            }
        }
    }
    quote!(let __gmr_guard = #root::__private::started(#root::setup_autorun!(#calls));)
}
