//! What writes one field.

use super::{climb, here};
use crate::ast::{Field, Form};
use crate::attr::is_closure;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

/// An expression for a reference to the field, at a place of the user's.
type Access<'f> = &'f dyn Fn(Span) -> TokenStream;

/// Writes one field to its place.
pub(super) fn statement(field: &Field<'_>, access: Access<'_>, slot: &TokenStream) -> TokenStream {
    let at = here(field.form.span(field.ty));
    in_form(field, &access(at), slot, at)
}

/// Writes a value in the form of a field; an error about it points at `at`.
pub(super) fn in_form(
    field: &Field<'_>,
    value: &TokenStream,
    slot: &TokenStream,
    at: Span,
) -> TokenStream {
    match &field.form {
        Form::Skip => TokenStream::new(),
        Form::Auto => climb(value, slot, at),
        Form::With(path) => {
            let made = call(path, "with", value);
            climb(&quote_spanned!(at=> &#made), slot, at)
        }
        Form::Secret(_) => quote_spanned!(at=> (&&&__gmr::Tier(#value)).__gmr_secret(#slot);),
        Form::Debug => put("put_debug", value, slot, at),
        Form::Display => put("put_display", value, slot, at),
        Form::Format(format) => {
            quote_spanned!(at=> __gmr::Out::args(#slot, __gmr::format_args!(#format, #value));)
        }
        Form::Nested | Form::Flatten => put("put_report", value, slot, at),
    }
}

/// The statement, unless the field says of its value that it is left out.
pub(super) fn guarded(field: &Field<'_>, access: Access<'_>, write: TokenStream) -> TokenStream {
    match left_out(field, access) {
        None => write,
        Some(test) => quote_spanned!(here(test.span())=> if !#test { #write }),
    }
}

/// Asks whether the field is left out.
pub(super) fn left_out(field: &Field<'_>, access: Access<'_>) -> Option<TokenStream> {
    let test = field.skip_if.as_ref()?;
    Some(call(test, "is", &access(here(test.span()))))
}

/// Calls what the user wrote. A closure goes through a function of ours that tells it what it
/// takes; a path is called as it is, so that a `&String` may be its `&str`.
fn call(callee: &TokenStream, through: &str, value: &TokenStream) -> TokenStream {
    let at = here(callee.span());
    let through = Ident::new(through, at);
    match is_closure(callee) {
        true => quote_spanned!(at=> __gmr::#through(#value, #callee)),
        false => quote_spanned!(at=> (#callee)(#value)),
    }
}

fn put(name: &str, value: &TokenStream, slot: &TokenStream, at: Span) -> TokenStream {
    let put = Ident::new(name, at);
    quote_spanned!(at=> __gmr::#put(#value, #slot);)
}
