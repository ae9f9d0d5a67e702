//! From what the author means to what the compiler reads: calls, not logic.

mod body;
mod config_derive;
mod main_attr;
mod section_attr;
mod section_derive;

pub(crate) use config_derive::config_derive;
pub(crate) use main_attr::main_attr;
pub(crate) use section_attr::section_attr;
pub(crate) use section_derive::section_derive;

use crate::ast::{Common, Root, Source};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;

/// The user's place with the macro's own context: an error points at the user's tokens, lints
/// still see generated code, and all locals meet.
fn here(user: Span) -> Span {
    user.resolved_at(Span::call_site())
}

/// The name as it stands in generated code.
fn ident_here(user: &Ident) -> Ident {
    let mut ident = user.clone();
    ident.set_span(here(user.span()));
    ident
}

/// `fn(out)` bodies look steps up; the traits have no names that could meet the user's.
fn steps(root: &Root) -> TokenStream {
    quote!(use #root::__private::steps::*;)
}

/// Writes a value, given as a reference, by the first step of the ladder that its type meets.
fn climb(root: &Root, value: &TokenStream, slot: &TokenStream, at: Span) -> TokenStream {
    quote_spanned!(at=> (&&&&#root::__private::Tier(#value)).__gmr_put(#slot);)
}

/// Where the macro stands.
fn origin(root: &Root) -> TokenStream {
    quote! {
        #root::__private::origin(
            #root::__private::module_path!(), #root::__private::file!(), #root::__private::line!()
        )
    }
}

/// Title, order and place of a section, in a static: its address is what makes it the same one
/// in the next report.
fn meta_static(root: &Root, title: &str, order: i32, timeout_ms: u64) -> TokenStream {
    let origin = origin(root);
    quote! {
        static __GMR_META: #root::__private::SectionMeta =
            #root::__private::meta(#title, #order, #timeout_ms, #origin);
    }
}

/// The function that writes a registered type.
fn run_source(common: &Common<'_>, source: &Source) -> TokenStream {
    let root = &common.root;
    let mut name = common.input.ident.clone();
    if let Source::Default(key) = source {
        // A missing `Default` is told where it was asked for.
        name.set_span(here(*key));
    }
    let body = match source {
        Source::Static(path) => climbed(root, path, &quote!()),
        Source::Collect(path) => climbed(root, path, &quote!(())),
        Source::Default(key) => quote_spanned! {here(*key)=>
            #root::__private::put_report(
                &<#name as #root::__private::Default>::default(), __out
            );
        },
        Source::Instances => quote! {
            #root::__private::put_report(
                <#name as #root::__private::Instances>::tracker(), __out
            );
        },
    };
    quote!(fn __gmr_run(__out: #root::__private::Out<'_>) { #body })
}

/// Climbs with a static, or with the result of a function, at the path to it.
fn climbed(root: &Root, path: &TokenStream, call: &TokenStream) -> TokenStream {
    let at = here(syn::spanned::Spanned::span(path));
    let steps = steps(root);
    let called = if call.is_empty() { quote!(#path) } else { quote!((#path) #call) };
    let climb = climb(root, &quote_spanned!(at=> &#called), &quote!(__out), at);
    quote!(#steps #climb)
}

/// Hands a section to the linker's list.
fn submit_section(root: &Root) -> TokenStream {
    quote! {
        #root::__private::inventory::submit! {
            #root::__private::SectionEntry { meta: &__GMR_META, run: __gmr_run }
        }
    }
}

/// One list for all instances of the type.
pub(crate) fn tracked(input: &DeriveInput, root: &Root) -> TokenStream {
    let name = &input.ident;
    quote! {
        #[automatically_derived]
        impl #root::__private::Instances for #name {
            fn tracker() -> &'static #root::__private::Tracker {
                static __GMR_TRACKER: #root::__private::Tracker = #root::__private::Tracker::new();
                &__GMR_TRACKER
            }
        }
    }
}
