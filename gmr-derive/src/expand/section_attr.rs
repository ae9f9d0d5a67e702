//! `#[gmr::section]`

use super::registration::Registration;
use super::{here, ident_here};
use crate::check;
use crate::ctxt::Ctxt;
use crate::item::{Item, Kind};
use crate::symbol;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The item as it is, and beside it a registration or what is wrong.
///
/// ```text
/// inventory::submit! {
///     SectionEntry::new(&SectionMeta::new("Open Files", origin!()), |__out| {
///         use ::gmr::__private::{self as __gmr, steps::*};
///         (&&&&&__gmr::Tier(&open_files())).__gmr_put(__out);
///     })
/// }
/// ```
pub(crate) fn section_attr(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let (root, section) = Registration::read(arguments, &symbol::SECTION, &cx);
    let item = Item::read(&tokens);
    let shown = match &item.kind {
        Kind::Function(function) => {
            check::function(function, &cx);
            let name = ident_here(&function.name);
            Some((&function.name, section.call(function, &quote!(#name), None)))
        }
        Kind::Static(found) => {
            check::static_item(found, &cx);
            let (name, at) = (ident_here(&found.name), here(found.name.span()));
            Some((&found.name, section.show(&quote_spanned!(at=> &#name), at)))
        }
        Kind::Other(word, span) => {
            check::other_item(word, *span, &cx);
            None
        }
    };
    let registered = shown.map(|(name, writer)| section.register(&root, name, &item.cfgs, writer));
    match cx.finish() {
        Some(errors) => quote!(#tokens #errors),
        None => quote!(#tokens #registered),
    }
}
