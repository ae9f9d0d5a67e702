//! What makes a section of a function or a static: what its attribute says, and the statements
//! that show it.

use super::{climb, here, import, meta, submit_section};
use crate::ast::Root;
use crate::attr::{First, Options};
use crate::case::Case;
use crate::check;
use crate::ctxt::Ctxt;
use crate::item::Function;
use crate::symbol::{self, Place, plain};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

/// What `#[gmr::section]`, or `#[section]` in an `impl` block, says.
pub(super) struct Registration {
    title: Option<LitStr>,
    order: i32,
    timeout_ms: u64,
    enabled: Option<TokenStream>,
    /// Where the instance of a method is, and the key that says so.
    pub(super) instance: Option<(TokenStream, Span)>,
    /// The function that writes, if it is not for the ladder to find.
    put: Option<&'static str>,
}

impl Registration {
    /// Reads it, and where gmr is.
    pub(super) fn read(tokens: TokenStream, place: &Place, cx: &Ctxt) -> (Root, Self) {
        let first = First { key: symbol::TITLE, example: "#[gmr::section(\"My section\")]" };
        let (first, options) = Options::with_first(tokens, place, first, cx);
        let title = options.string(symbol::TITLE, "\"My section\"").or(first);
        if let Some(title) = &title {
            check::title(title, cx);
        }
        check::section_form(&options, cx);
        let debug = options.flag(symbol::DEBUG).map(|_| "put_debug");
        let registration = Registration {
            title,
            order: options.int(symbol::ORDER).unwrap_or(0),
            timeout_ms: options.duration(symbol::TIMEOUT).unwrap_or(0),
            enabled: options.path(symbol::ENABLED, "path::to::function"),
            instance: options.path(symbol::STATIC, "MY_STATIC").zip(options.span(symbol::STATIC)),
            put: debug.or(options.flag(symbol::DISPLAY).map(|_| "put_display")),
        };
        (Root::read(&options), registration)
    }

    /// Lets a function write, or shows what it returns; an error points at its type. `called` is
    /// how to call it, `instance` its first argument.
    pub(super) fn call(
        &self,
        function: &Function,
        called: &TokenStream,
        instance: Option<TokenStream>,
    ) -> Writer {
        let at = here(function.output_span());
        if function.writes() {
            let comma = instance.as_ref().map(|_| quote!(,));
            let statements = quote!(#called(#instance #comma __out););
            return Writer { statements, names_gmr: false, climbs: false };
        }
        if !function.is_async {
            return self.show(&quote_spanned!(at=> &#called(#instance)), at);
        }
        let show = self.show(&quote_spanned!(at=> __value), at);
        show.within(
            |show| quote!(__gmr::run_async(#called(#instance), __out, |__value, __out| { #show });),
        )
    }

    /// Shows a value, given as a reference.
    pub(super) fn show(&self, value: &TokenStream, at: Span) -> Writer {
        let statements = match self.put {
            Some(put) => {
                let put = Ident::new(put, at);
                quote_spanned!(at=> __gmr::#put(#value, __out);)
            }
            None => climb(value, &quote!(__out), at),
        };
        Writer { statements, names_gmr: true, climbs: self.put.is_none() }
    }

    /// Hands the section to the linker's list.
    pub(super) fn register(
        &self,
        root: &Root,
        name: &Ident,
        cfgs: &TokenStream,
        writer: Writer,
    ) -> TokenStream {
        let title = self.title.as_ref().map_or_else(|| default_title(name), LitStr::value);
        let meta = meta(root, &title, self.order, self.timeout_ms);
        let writer = match &self.enabled {
            Some(path) => writer.within(|show| {
                let at = here(path.span());
                let put_if = quote_spanned!(at=> __gmr::put_if);
                quote!(#put_if(#path, __out, |__out| { #show });)
            }),
            None => writer,
        };
        let Writer { statements, names_gmr, climbs } = writer;
        let import = names_gmr.then(|| import(root, climbs));
        let submit = submit_section(root, &meta, &quote!(#import #statements));
        quote!(#cfgs #submit)
    }
}

/// Statements that write to `__out`.
pub(super) struct Writer {
    statements: TokenStream,
    /// Whether they name anything of gmr's.
    names_gmr: bool,
    climbs: bool,
}

impl Writer {
    /// The same as a part of other statements, which name something of gmr's.
    pub(super) fn within(self, wrap: impl FnOnce(TokenStream) -> TokenStream) -> Self {
        Writer { statements: wrap(self.statements), names_gmr: true, ..self }
    }
}

/// `open_files` and `OPEN_FILES` are "Open Files".
fn default_title(name: &Ident) -> String {
    let name = plain(name);
    let is_shouted = !name.contains(char::is_lowercase);
    Case::Title.apply(&if is_shouted { name.to_lowercase() } else { name })
}
