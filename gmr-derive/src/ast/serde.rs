//! What `serde` is told, as far as it says what an option is called and when it is not set.
//!
//! What cannot be read is for `serde` to tell.

use super::Unset;
use crate::attr::{Arg, Value, read_list, read_string};
use crate::case::Case;
use crate::ctxt::Ctxt;
use quote::quote_spanned;
use syn::{Attribute, LitStr, Meta};

/// The attributes that are followed, and no others.
#[derive(Default)]
pub(super) struct Serde {
    pub(super) rename: Option<String>,
    pub(super) rename_all: Option<Case>,
    pub(super) flatten: bool,
    pub(super) default: Option<Unset>,
}

impl Serde {
    /// All `#[serde(...)]` of an item, or nothing if they are not to be followed.
    pub(super) fn read(attributes: &[Attribute], follows: bool) -> Self {
        let mut serde = Serde::default();
        for attribute in attributes.iter().filter(|a| follows && a.path().is_ident("serde")) {
            if let Meta::List(list) = &attribute.meta {
                let args = read_list(list.tokens.clone(), &Ctxt::default());
                args.iter().for_each(|arg| serde.add(arg));
            }
        }
        serde
    }

    fn add(&mut self, arg: &Arg) {
        let cx = Ctxt::default();
        if arg.key == "rename" {
            self.rename = name_when_read(arg).map(|name| name.value());
        } else if arg.key == "rename_all" {
            self.rename_all = name_when_read(arg).and_then(|case| Case::read(&case, &cx));
        } else if arg.key == "flatten" {
            self.flatten = true;
        } else if arg.key == "default" {
            self.default = default(arg);
        }
    }
}

/// `= "x"` or `(deserialize = "x")`: a configuration is read, not written.
fn name_when_read(arg: &Arg) -> Option<LitStr> {
    let cx = Ctxt::default();
    match &arg.value {
        Value::Nothing => None,
        Value::Tokens(_) => read_string(arg, &cx),
        Value::List(tokens) => {
            let both = read_list(tokens.clone(), &cx);
            read_string(both.iter().find(|arg| arg.key == "deserialize")?, &cx)
        }
    }
}

/// `default`, or `default = "path"` of a function without arguments.
fn default(arg: &Arg) -> Option<Unset> {
    match &arg.value {
        Value::Nothing => Some(Unset::OfType(arg.key.span())),
        Value::Tokens(_) => {
            let path = read_string(arg, &Ctxt::default())?;
            let at = path.span();
            let path: syn::Path = path.parse().ok()?;
            Some(Unset::Value(quote_spanned!(at=> #path())))
        }
        Value::List(_) => None,
    }
}
