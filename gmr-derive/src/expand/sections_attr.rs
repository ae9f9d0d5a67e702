//! `#[gmr::sections]`

use super::registration::{Registration, Writer};
use super::{here, ident_here};
use crate::ast::Root;
use crate::attr::Options;
use crate::check;
use crate::ctxt::Ctxt;
use crate::item::{Function, Implementation, Kind, Marked, Receiver, Says, without_marks};
use crate::symbol;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

/// The `impl` block without the marks in it, and beside it a registration for each of them or
/// what is wrong.
///
/// ```text
/// inventory::submit! {
///     SectionEntry::new(&SectionMeta::new("Jobs", origin!()).order(5), |__out| {
///         use ::gmr::__private::{self as __gmr, steps::*};
///         __gmr::put_instance::<Scheduler, _>(&SCHEDULER, __out, |__it, __out| {
///             (&&&&&__gmr::Tier(&<Scheduler>::jobs(__it))).__gmr_put(__out);
///         });
///     })
/// }
/// ```
pub(crate) fn sections_attr(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let options = Options::of_arguments(arguments, &symbol::SECTIONS, &cx);
    let (root, instance) = (Root::read(&options), options.path(symbol::STATIC, "MY_STATIC"));
    drop(options);
    let registered: Vec<TokenStream> = match Implementation::read(&tokens) {
        Ok(block) => {
            check::marked(&block, &cx);
            let members = Members { root, instance, block: &block };
            block.marked.iter().filter_map(|marked| members.register(marked, &cx)).collect()
        }
        Err((word, at)) => {
            check::no_implementation(&word, at, &cx);
            Vec::new()
        }
    };
    let item = without_marks(&tokens);
    match cx.finish() {
        Some(errors) => quote!(#item #errors),
        None => quote!(#item #(#registered)*),
    }
}

struct Members<'b> {
    root: Root,
    /// The static that holds the instance of the methods that do not say.
    instance: Option<TokenStream>,
    block: &'b Implementation,
}

impl Members<'_> {
    fn register(&self, marked: &Marked, cx: &Ctxt) -> Option<TokenStream> {
        let arguments = match &marked.says {
            Says::Arguments(arguments) => arguments.clone(),
            Says::Equals => {
                let message = "write `#[section(option = value)]`, not `#[section = value]`";
                cx.error(marked.at, message);
                return None;
            }
        };
        let (_, section) = Registration::read(arguments, &symbol::METHOD, cx);
        let Kind::Function(function) = &marked.item.kind else {
            cx.error(marked.at, "`#[section]` goes on a function of the `impl` block");
            return None;
        };
        let own = section.instance.as_ref();
        let instance = own.map(|(path, _)| path).or(self.instance.as_ref());
        check::method(function, instance.is_some(), cx);
        check::use_of_instance(function, own.map(|(_, key)| *key), self.block, cx);
        let writer = self.writer(&section, function, instance);
        let cfgs = [&self.block.cfgs, &marked.item.cfgs].into_iter().cloned().collect();
        Some(section.register(&self.root, &function.name, &cfgs, writer))
    }

    fn writer(
        &self,
        section: &Registration,
        function: &Function,
        instance: Option<&TokenStream>,
    ) -> Writer {
        let (path, name) = (&self.block.path, ident_here(&function.name));
        let called = quote!(#path::#name);
        let (Receiver::Shared(_), Some(instance)) = (function.receiver(), instance) else {
            return section.call(function, &called, None);
        };
        let (ty, at) = (&self.block.ty, here(instance.span()));
        let source = quote_spanned!(at=> &#instance);
        section.call(function, &called, Some(quote!(__it))).within(
            |show| quote!(__gmr::put_instance::<#ty, _>(#source, __out, |__it, __out| { #show });),
        )
    }
}
