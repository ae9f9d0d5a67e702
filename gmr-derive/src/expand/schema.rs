//! What is said of fields without their values.

use super::here;
use crate::ast::{Common, Field, Form};
use crate::attr::flatten;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// All options of a type, as a reference to an array.
pub(super) fn schema(common: &Common<'_>) -> TokenStream {
    let root = &common.root;
    let fields = common.shown().map(option);
    quote!(#root::__private::schema![#(#fields),*])
}

/// One option: what is said of it, its type, and what is in it if that is known by its type.
fn option(field: &Field<'_>) -> TokenStream {
    let (ty, described) = (field.ty, described(field));
    let written = type_text(ty.to_token_stream());
    let flat = matches!(field.form, Form::Flatten).then(|| quote!(.flatten()));
    let fields = match field.form {
        Form::Auto | Form::Nested | Form::Flatten => {
            let at = here(field.form.span(ty));
            Some(quote_spanned!(at=> .fields(__gmr::Schema::<#ty>::FIELDS)))
        }
        _ => None,
    };
    quote!(#described.ty(#written) #flat #fields)
}

/// All that the user says of a field, and nothing of what is not said.
pub(super) fn described(field: &Field<'_>) -> TokenStream {
    let Field { shown, written, unit, help, env, .. } = field;
    let written = written.as_ref().map(|written| quote!(.written(#written)));
    let unit = (!unit.is_empty()).then(|| quote!(.unit(#unit)));
    let help = (!help.is_empty()).then(|| quote!(.help(#help)));
    let env = (!env.is_empty()).then(|| quote!(.env(#env)));
    let secret = matches!(field.form, Form::Secret(_)).then(|| quote!(.secret()));
    let show = field.show.then(|| quote!(.show()));
    quote!(__gmr::Field::new(#shown) #written #unit #help #env #secret #show)
}

/// A type as people write it: tokens alone do not know where the spaces were.
fn type_text(ty: TokenStream) -> String {
    let mut text = String::new();
    let mut after_word = false;
    for tree in flatten(ty) {
        let is_word = matches!(tree, TokenTree::Ident(_) | TokenTree::Literal(_));
        // `fn(A)` and `Fn(A)` have no space, `&mut (A, B)` has one.
        if after_word && (is_word || text.ends_with("mut")) {
            text.push(' ');
        }
        after_word = is_word;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.extend([open, &type_text(group.stream()), close]);
            }
            TokenTree::Punct(sign) => match sign.as_char() {
                sign @ (',' | ';') => text.extend([sign, ' ']),
                '-' => text.push_str(" -"),
                '>' if text.ends_with('-') => text.push_str("> "),
                sign @ ('+' | '=') => text.extend([' ', sign, ' ']),
                sign => text.push(sign),
            },
            word => text.push_str(&word.to_string()),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_type_reads_as_it_was_written() {
        let types = [
            "Option<std::time::Duration>",
            "HashMap<String, Vec<[u8; 4]>>",
            "&'static str",
            "&'a mut (A, B)",
            "*const Mutex<fn(A)>",
            "Box<dyn Fn(u8) -> u8 + Send>",
            "<T as Iterator>::Item",
        ];
        for ty in types {
            assert_eq!(type_text(ty.parse().unwrap()), ty);
        }
    }
}
