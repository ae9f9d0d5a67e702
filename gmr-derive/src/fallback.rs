//! What a type with a mistake gets: the traits without content, so that one mistake gives one
//! message instead of another one at each use of the type.

use crate::ast::Root;
use crate::expand::{meta, tracked};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// After a mistake in `derive(ReportSection)`.
pub(crate) fn section(input: &DeriveInput, root: &Root, instances: bool) -> TokenStream {
    let (generics, arguments, clause) = input.generics.split_for_impl();
    let name = &input.ident;
    let value = value(input, root);
    let is_generic = !input.generics.params.is_empty();
    let meta = meta(root, "", 0, 0);
    let tracked = (instances && !is_generic).then(|| tracked(input, root));
    quote! {
        #value
        #[automatically_derived]
        impl #generics #root::__private::ReportSection for #name #arguments #clause {
            const META: &'static #root::__private::SectionMeta = #meta;
        }
        #tracked
    }
}

/// After a mistake in `derive(ConfigReport)`.
pub(crate) fn config(input: &DeriveInput, root: &Root) -> TokenStream {
    let (generics, arguments, clause) = input.generics.split_for_impl();
    let name = &input.ident;
    let value = value(input, root);
    quote! {
        #value
        #[automatically_derived]
        impl #generics #root::__private::ConfigReport for #name #arguments #clause {
            const GROUP: &'static str = "";
            const FIELDS: &'static [#root::__private::Field] = &[];
            fn report_fields(&self, _: &mut #root::__private::Map<'_>) {}
        }
    }
}

fn value(input: &DeriveInput, root: &Root) -> TokenStream {
    let (generics, arguments, clause) = input.generics.split_for_impl();
    let name = &input.ident;
    quote! {
        #[automatically_derived]
        impl #generics #root::__private::ReportValue for #name #arguments #clause {
            fn report(&self, __out: #root::__private::Out<'_>) {
                #root::__private::Out::null(__out);
            }
        }
    }
}
