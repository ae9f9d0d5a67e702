//! `#[derive(ConfigReport)]`

use super::body::Writer;
use super::schema::schema;
use super::{collect, ident_here, look};
use crate::ast::{ConfigType, Source, Unset};
use crate::attr::Options;
use crate::bound::where_clause;
use crate::ctxt::Ctxt;
use crate::{check, fallback, symbol};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// The traits of a group of options, or what is wrong with it.
///
/// ```text
/// value_of_options!([], [Config], []); // `ReportValue`
/// impl ConfigReport for Config {
///     const GROUP: &'static str = "default";
///     const FIELDS: &'static [Field] = schema![
///         __gmr::Field::new("listen").help("Where ..").ty("u16").fields(Schema::<u16>::FIELDS)
///     ];
///     fn report_fields(&self, __map: &mut Map<'_>) {
///         use ::gmr::__private::{self as __gmr, steps::*};
///         (&&&&&__gmr::Tier(&self.listen)).__gmr_put(__gmr::option::<Self>(__map, 0));
///     }
/// }
/// // and, if the type says where its instance is:
/// inventory::submit! {
///     ConfigEntry::of::<Config>(|__out| put_report(&CONFIG, __out))
/// }
/// ```
pub(crate) fn config_derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let cx = Ctxt::default();
    check::config_shape(&input, &cx);
    let options = Options::of_attributes(&input.attrs, &symbol::CONFIG_TYPE, &cx);
    let config = ConfigType::read(&input, &options, &cx);
    drop(options);
    if let Some(errors) = cx.finish() {
        let stubs = fallback::config(&input, &config.common.root);
        return quote!(#errors #stubs);
    }
    expand(&config)
}

fn expand(config: &ConfigType<'_>) -> TokenStream {
    let (common, group) = (&config.common, &config.group);
    let root = &common.root;
    let name = &ident_here(&common.input.ident);
    let (generics, arguments, _) = common.input.generics.split_for_impl();
    let clause = clause(config);
    let schema = schema(common);
    let statements = Writer::of_config(common).options();
    let defaults = Writer::of_config(common).defaults(config.defaults.as_ref());
    let defaults = defaults.map(|statements| {
        quote!(fn report_defaults(__map: &mut #root::__private::Map<'_>) { #statements })
    });
    let value = match &config.sources {
        None => quote! {
            #root::__private::value_of_options!([#generics], [#name #arguments], [#clause]);
        },
        Some(sources) => quote! {
            #[automatically_derived]
            impl #generics #root::__private::ReportValue for #name #arguments #clause {
                fn report(&self, __out: #root::__private::Out<'_>) {
                    #root::__private::put_sources(self, __out, #sources);
                }
            }
        },
    };
    let registration = common.source.as_ref().map(|source| register(config, source));
    quote! {
        #value
        #[automatically_derived]
        impl #generics #root::__private::ConfigReport for #name #arguments #clause {
            const GROUP: &'static str = #group;
            const FIELDS: &'static [#root::__private::Field] = #schema;
            fn report_fields(&self, __map: &mut #root::__private::Map<'_>) { #statements }
            #defaults
        }
        #registration
    }
}

/// The bounds of the fields, and that of the defaults.
fn clause(config: &ConfigType<'_>) -> TokenStream {
    let common = &config.common;
    let root = &common.root;
    let clause = where_clause(common, Some(&quote!(#root::__private::ConfigReport)));
    let is_generic = common.input.generics.type_params().next().is_some();
    let asks = is_generic && common.bound.is_none();
    match config.defaults {
        Some(Unset::OfType(_)) if asks => {
            let word = clause.is_empty().then(|| quote!(where));
            quote!(#word #clause Self: #root::__private::Default)
        }
        _ => clause,
    }
}

/// Hands the configuration to the linker's list. Which `Config<T>` it is knows only who has an
/// instance.
fn register(config: &ConfigType<'_>, from: &Source) -> TokenStream {
    let (common, group) = (&config.common, &config.group);
    let (root, name) = (&common.root, &ident_here(&common.input.ident));
    let write = match from {
        Source::Static(path) => look(root, path),
        Source::Collect(path) => collect(root, path),
        // A configuration has no other sources.
        Source::Default(_) | Source::Instances => return TokenStream::new(),
    };
    let entry = match common.input.generics.params.is_empty() {
        true => quote!(of::<#name>(#write)),
        false => quote!(new(#group, || #root::__private::module_path!(), #write)),
    };
    quote!(#root::__private::inventory::submit! { #root::__private::ConfigEntry::#entry })
}
