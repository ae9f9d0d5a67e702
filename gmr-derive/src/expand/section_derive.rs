//! `#[derive(ReportSection)]`

use super::body::{Writer, statics};
use super::{meta_static, run_source, submit_section, tracked};
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
/// const _: () = {
///     static __GMR_FIELDS: [Field; 1] = [Field { name: "idle", .. }];
///     static __GMR_META: SectionMeta = meta("Pool", 0, 0, origin(..));
///     impl ReportValue for Pool {
///         fn report(&self, __out: Out<'_>) {
///             let mut __map = Out::map(__out);
///             (&&&&Tier(&self.idle)).__gmr_put(Map::field(&mut __map, &__GMR_FIELDS[0]));
///         }
///     }
///     impl ReportSection for Pool { const META: &'static SectionMeta = &__GMR_META; }
///     // and, if the type says where its instance is:
///     fn __gmr_run(__out: Out<'_>) { (&&&&Tier(&POOL)).__gmr_put(__out); }
///     inventory::submit! { SectionEntry { meta: &__GMR_META, run: __gmr_run } }
/// };
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
    let name = &common.input.ident;
    let (generics, arguments, _) = common.input.generics.split_for_impl();
    let clause = where_clause(common, &quote!(#root::__private::ReportValue));
    let fields = statics(common);
    let meta = meta_static(root, &section.title, section.order, section.timeout_ms);
    let body = Writer::new(common, "flatten").value();
    let registration = common.source.as_ref().map(|source| register(section, source));
    quote! {
        const _: () = {
            #fields
            #meta
            #[automatically_derived]
            impl #generics #root::__private::ReportValue for #name #arguments #clause {
                fn report(&self, __out: #root::__private::Out<'_>) { #body }
            }
            #[automatically_derived]
            impl #generics #root::__private::ReportSection for #name #arguments #clause {
                const META: &'static #root::__private::SectionMeta = &__GMR_META;
            }
            #registration
        };
    }
}

fn register(section: &SectionType<'_>, source: &Source) -> TokenStream {
    let common = &section.common;
    let root = &common.root;
    let tracked = matches!(source, Source::Instances).then(|| tracked(common.input, root));
    let run = run_source(common, source);
    let submit = submit_section(root);
    quote!(#tracked #run #submit)
}
