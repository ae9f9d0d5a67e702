//! The options that stand at one place.

use super::{Arg, Value, flatten, read_list, split, value};
use crate::ctxt::Ctxt;
use crate::symbol::{Key, Place, plain};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{Attribute, LitStr, Meta};

/// A text that may stand before all options.
#[derive(Clone, Copy)]
pub(crate) struct First {
    /// Its key, when it has one.
    pub(crate) key: Key,
    /// The whole attribute with such a text.
    pub(crate) example: &'static str,
}

/// Known options, each given once; what is unknown or repeated was told.
pub(crate) struct Options<'c> {
    args: Vec<Arg>,
    cx: &'c Ctxt,
}

impl<'c> Options<'c> {
    /// All `#[gmr(...)]` of an item as one list.
    pub(crate) fn of_attributes(attributes: &[Attribute], place: &Place, cx: &'c Ctxt) -> Self {
        let mut args = Vec::new();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("gmr")) {
            let span =
                attribute.path().segments.first().map_or_else(Span::call_site, |s| s.ident.span());
            match &attribute.meta {
                Meta::List(list) => args.extend(read_list(list.tokens.clone(), cx)),
                Meta::Path(_) => cx.error(
                    span,
                    "`#[gmr]` alone says nothing: write `#[gmr(option)]`, or remove it",
                ),
                Meta::NameValue(_) => {
                    cx.error(span, "write `#[gmr(option = value)]`, not `#[gmr = value]`");
                }
            }
        }
        Options { args: known(args, place, cx), cx }
    }

    /// The arguments of an attribute.
    pub(crate) fn of_arguments(tokens: TokenStream, place: &Place, cx: &'c Ctxt) -> Self {
        Options { args: known(read_list(tokens, cx), place, cx), cx }
    }

    /// As [`of_arguments`](Self::of_arguments), with the text that may stand first without its
    /// key.
    pub(crate) fn with_first(
        tokens: TokenStream,
        place: &Place,
        first: First,
        cx: &'c Ctxt,
    ) -> (Option<LitStr>, Self) {
        let part = split(tokens.clone()).into_iter().next().unwrap_or_default();
        let trees = flatten(part.iter().cloned().collect());
        let [TokenTree::Literal(literal), behind @ ..] = &trees[..] else {
            return (None, Self::of_arguments(tokens, place, cx));
        };
        let (name, example) = (first.key.name(), first.example);
        let text = syn::parse2::<LitStr>(TokenTree::from(literal.clone()).into());
        if text.is_err() {
            cx.error(literal.span(), format!("the {name} must be a string: `{example}`"));
        } else if let Some(next) = behind.first() {
            cx.error(next.span(), "expected `,`");
        }
        let options =
            Self::of_arguments(tokens.into_iter().skip(part.len() + 1).collect(), place, cx);
        if let Some(again) = options.span(first.key) {
            cx.error(again, format!("the {name} is given twice"));
        }
        (text.ok(), options)
    }

    /// The keys in their order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Ident> {
        self.args.iter().map(|arg| &arg.key)
    }

    /// Where the key stands, if it does.
    pub(crate) fn span(&self, key: Key) -> Option<Span> {
        self.find(key).map(|arg| arg.key.span())
    }

    /// Where the flag stands, if it does and is not `= false`.
    pub(crate) fn flag(&self, key: Key) -> Option<Span> {
        let arg = self.find(key)?;
        value::flag(arg, self.cx).then(|| arg.key.span())
    }

    /// Whether the key stands here as `= false`.
    pub(crate) fn is_off(&self, key: Key) -> bool {
        self.find(key).is_some_and(|arg| !value::flag(arg, self.cx))
    }

    /// An expression, or nothing where the key stands alone.
    pub(crate) fn expression(&self, key: Key, example: &str) -> Option<Option<TokenStream>> {
        value::expression(self.find(key)?, example, self.cx)
    }

    /// The bounds that a string lists.
    pub(crate) fn bounds(&self, key: Key) -> Option<TokenStream> {
        value::bounds(self.find(key)?, self.cx)
    }

    /// A string.
    pub(crate) fn string(&self, key: Key, example: &str) -> Option<LitStr> {
        value::string(self.find(key)?, example, self.cx)
    }

    /// A whole number.
    pub(crate) fn int(&self, key: Key) -> Option<i32> {
        value::int(self.find(key)?, self.cx)
    }

    /// A span of time in milliseconds, never zero.
    pub(crate) fn duration(&self, key: Key) -> Option<u64> {
        value::duration(self.find(key)?, self.cx)
    }

    /// A path or a closure; a string is read as its content.
    pub(crate) fn path(&self, key: Key, example: &str) -> Option<TokenStream> {
        value::path(self.find(key)?, example, self.cx)
    }

    /// The arguments of `format!`.
    pub(crate) fn format(&self, key: Key, example: &str) -> Option<TokenStream> {
        value::format(self.find(key)?, example, self.cx)
    }

    fn find(&self, key: Key) -> Option<&Arg> {
        self.args.iter().find(|arg| key.is(&arg.key))
    }
}

/// The options that may stand at the place, each once.
fn known(args: Vec<Arg>, place: &Place, cx: &Ctxt) -> Vec<Arg> {
    let mut known: Vec<Arg> = Vec::new();
    for arg in args {
        let name = plain(&arg.key);
        if !place.knows(&name) {
            cx.error(arg.key.span(), place.unknown(&name));
        } else if known.iter().any(|other| plain(&other.key) == name) {
            cx.error(arg.key.span(), format!("`{name}` is given twice"));
        } else {
            known.push(arg);
        }
    }
    // Whoever turns a flag off has not given it: it contradicts nothing.
    known.retain(|arg| !(place.is_flag(&plain(&arg.key)) && value::is_false(arg)));
    known
}

impl Arg {
    /// The tokens after `=`; told if there are none.
    pub(super) fn tokens(&self, needs: &str, example: &str, cx: &Ctxt) -> Option<&TokenStream> {
        if let Value::Tokens(tokens) = &self.value {
            return Some(tokens);
        }
        let key = plain(&self.key);
        cx.error(self.key.span(), format!("`{key}` needs {needs}: `{key} = {example}`"));
        None
    }
}
