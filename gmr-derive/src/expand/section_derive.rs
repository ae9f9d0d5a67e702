//! `#[derive(ReportSection)]`

use super::body::Writer;
use super::{collect, here, ident_here, look, meta, tracked};
use crate::ast::{SectionType, Source};
use crate::attr::Options;
use crate::bound::where_clause;
use crate::ctxt::Ctxt;
use crate::{check, fallback, symbol};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// The traits of a section, or what is wrong with it.
///
/// ```text
/// impl ReportValue for Pool {
///     fn report(&self, __out: Out<'_>) {
///         use ::gmr::__private::{self as __gmr, steps::*};
///         let mut __map = __gmr::Out::map(__out);
///         (&&&&&__gmr::Tier(&self.idle)).__gmr_put(__gmr::Map::named(&mut __map, "idle"));
///     }
/// }
/// impl ReportSection for Pool {
///     const META: &'static SectionMeta = &meta!("Pool");
/// }
/// // and, if the type says where its instance is:
/// inventory::submit! { SectionEntry::of::<Pool>(|__out| put_report(&POOL, __out)) }
/// ```
pub(crate) fn section_derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let cx = Ctxt::default();
    check::section_shape(&input, &cx);
    let options = Options::of_attributes(&input.attrs, &symbol::SECTION_TYPE, &cx);
    let section = SectionType::read(&input, &options, &cx);
    let instances = options.span(symbol::INSTANCES).is_some();
    drop(options);
    if let Some(errors) = cx.finish() {
        let stubs = fallback::section(&input, &section.common.root, instances);
        return quote!(#errors #stubs);
    }
    expand(&section)
}

fn expand(section: &SectionType<'_>) -> TokenStream {
    let common = &section.common;
    let root = &common.root;
    let name = &ident_here(&common.input.ident);
    let (generics, arguments, _) = common.input.generics.split_for_impl();
    let clause = where_clause(common, None);
    let meta = meta(root, &section.title, section.order, section.timeout_ms);
    let body = Writer::of_section(common).value();
    // Quiets lints about parameters; nothing else here could have one.
    let is_generic = !common.input.generics.params.is_empty();
    let derived = is_generic.then(|| quote!(#[automatically_derived]));
    let registration = common.source.as_ref().map(|source| register(section, &meta, source));
    quote! {
        #[automatically_derived]
        impl #generics #root::__private::ReportValue for #name #arguments #clause {
            fn report(&self, __out: #root::__private::Out<'_>) { #body }
        }
        #derived
        impl #generics #root::__private::ReportSection for #name #arguments #clause {
            const META: &'static #root::__private::SectionMeta = #meta;
        }
        #registration
    }
}

/// Hands the section to the linker's list. Which `Pool<T>` it is knows only who has an instance.
fn register(section: &SectionType<'_>, meta: &TokenStream, from: &Source) -> TokenStream {
    let (root, input) = (&section.common.root, section.common.input);
    let name = &ident_here(&input.ident);
    let of = |write: TokenStream| match input.generics.params.is_empty() {
        true => quote!(of::<#name>(#write)),
        false => quote!(new(#meta, #write)),
    };
    let entry = match from {
        Source::Static(path) => of(look(root, path)),
        Source::Collect(path) => of(collect(root, path)),
        Source::Default(key) => {
            // A missing `Default` is told where it was asked for.
            let mut name = name.clone();
            name.set_span(here(*key));
            let lifetimes = input.generics.lifetimes().map(|_| quote!('static));
            let arguments = (!input.generics.params.is_empty()).then(|| quote!(<#(#lifetimes),*>));
            quote!(of_default::<#name #arguments>())
        }
        Source::Instances => quote!(of_instances::<#name>()),
    };
    let tracked = matches!(from, Source::Instances).then(|| tracked(input, root));
    quote! {
        #tracked
        #root::__private::inventory::submit! { #root::__private::SectionEntry::#entry }
    }
}
