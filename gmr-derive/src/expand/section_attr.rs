//! `#[gmr::section]`

use super::{climb, here, ident_here, import, meta, submit_section};
use crate::ast::Root;
use crate::attr::Options;
use crate::case::Case;
use crate::check;
use crate::ctxt::Ctxt;
use crate::item::{Function, Item, Kind, Static};
use crate::symbol::{self, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The item as it is, and beside it a registration or what is wrong.
///
/// ```text
/// inventory::submit! {
///     SectionEntry::new(&SectionMeta::new("Open Files", origin!()), |__out| {
///         use ::gmr::__private::{self as __gmr, steps::*};
///         (&&&&__gmr::Tier(&open_files())).__gmr_put(__out);
///     })
/// }
/// ```
pub(crate) fn section_attr(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let arguments = Arguments::read(arguments, &cx);
    let item = Item::read(&tokens);
    let (name, body) = match &item.kind {
        Kind::Function(function) => {
            check::function(function, &cx);
            (Some(&function.name), arguments.call(function))
        }
        Kind::Static(found) => {
            check::static_item(found, &cx);
            (Some(&found.name), arguments.look(found))
        }
        Kind::Other(word, span) => {
            check::other_item(word, *span, &cx);
            (None, TokenStream::new())
        }
    };
    let beside = match cx.finish() {
        Some(errors) => errors,
        None => arguments.register(name, &item.cfgs, &body),
    };
    quote!(#tokens #beside)
}

/// What the attribute says.
struct Arguments {
    root: Root,
    title: Option<String>,
    order: i32,
    timeout_ms: u64,
    /// The function that writes, if it is not for the ladder to find.
    put: Option<&'static str>,
}

impl Arguments {
    fn read(tokens: TokenStream, cx: &Ctxt) -> Self {
        let (first, options) = Options::of_section(tokens, &symbol::SECTION, cx);
        let title = options.string(symbol::TITLE, "\"My section\"").or(first);
        if let Some(title) = &title {
            check::title(title, cx);
        }
        check::section_form(&options, cx);
        let debug = options.flag(symbol::DEBUG).map(|_| "put_debug");
        Arguments {
            root: Root::read(&options),
            title: title.map(|title| title.value()),
            order: options.int(symbol::ORDER).unwrap_or(0),
            timeout_ms: options.duration(symbol::TIMEOUT).unwrap_or(0),
            put: debug.or(options.flag(symbol::DISPLAY).map(|_| "put_display")),
        }
    }

    /// Runs a function that writes, or shows what a function returns; an error points at its
    /// type.
    fn call(&self, function: &Function) -> TokenStream {
        let name = ident_here(&function.name);
        if function.writes() {
            return quote!(#name(__out););
        }
        let at = here(function.output_span());
        self.show(&quote_spanned!(at=> &#name()), at)
    }

    fn look(&self, found: &Static) -> TokenStream {
        let name = ident_here(&found.name);
        self.show(&quote!(&#name), name.span())
    }

    fn show(&self, value: &TokenStream, at: Span) -> TokenStream {
        let root = &self.root;
        if let Some(put) = self.put {
            let put = Ident::new(put, at);
            return quote_spanned!(at=> #root::__private::#put(#value, __out););
        }
        let import = import(root, true);
        let climb = climb(value, &quote!(__out), at);
        quote!(#import #climb)
    }

    fn register(
        &self,
        name: Option<&Ident>,
        cfgs: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let root = &self.root;
        let from_name = || name.map_or_else(String::new, default_title);
        let title = self.title.clone().unwrap_or_else(from_name);
        let meta = meta(root, &title, self.order, self.timeout_ms);
        let submit = submit_section(root, &meta, body);
        quote!(#cfgs #submit)
    }
}

/// `open_files` and `OPEN_FILES` are "Open Files".
fn default_title(name: &Ident) -> String {
    let name = plain(name);
    let is_shouted = !name.contains(char::is_lowercase);
    Case::Title.apply(&if is_shouted { name.to_lowercase() } else { name })
}
