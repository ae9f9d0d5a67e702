//! A field, as its author means it.

use super::Naming;
use super::serde::Serde;
use crate::attr::Options;
use crate::check;
use crate::ctxt::Ctxt;
use crate::symbol::{self, Place, plain};
use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Index, Lit, LitStr, Member, Meta, Type};

/// A field.
pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) form: Form,
    /// The name in the report, and where the user chose it.
    pub(crate) shown: String,
    pub(crate) shown_at: Span,
    /// The name in the program, if another one was chosen.
    pub(crate) written: Option<String>,
    pub(crate) unit: String,
    pub(crate) help: String,
    pub(crate) env: String,
    pub(crate) show: bool,
    /// What says of a reference to it that it is left out.
    pub(crate) skip_if: Option<TokenStream>,
    pub(crate) default: Option<Unset>,
}

/// What an option is when nobody sets it.
pub(crate) enum Unset {
    /// What its type's `Default` makes, and where that was asked for.
    OfType(Span),
    /// What the expression makes.
    Value(TokenStream),
}

impl Unset {
    /// Where it was asked for.
    pub(crate) fn span(&self) -> Span {
        match self {
            Unset::OfType(key) => *key,
            Unset::Value(value) => value.span(),
        }
    }
}

/// How a field is shown.
pub(crate) enum Form {
    /// By the first step of the ladder that its type meets.
    Auto,
    Nested,
    Debug,
    Display,
    /// By the format in the string.
    Format(LitStr),
    With(TokenStream),
    Secret(Span),
    Flatten,
    /// Not at all.
    Skip,
}

impl<'a> Field<'a> {
    pub(super) fn read(
        at: u32,
        field: &'a syn::Field,
        place: &Place,
        naming: Naming,
        cx: &Ctxt,
    ) -> Self {
        let options = Options::of_attributes(&field.attrs, place, cx);
        check::field(&options, field.ident.is_some(), naming.is_transparent, cx);
        let serde = Serde::read(&field.attrs, naming.follows_serde);
        let rename = options.string(symbol::RENAME, "\"name\"");
        if let Some(rename) = &rename {
            check::name(rename, cx);
        }
        let is_renamed = rename.is_some() || serde.rename.is_some();
        let written = field.ident.as_ref().filter(|_| is_renamed).map(plain);
        let name =
            || field.ident.as_ref().map_or_else(String::new, |name| naming.name(&plain(name)));
        let member = match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: at, span: field.ty.span() }),
        };
        let default = options.expression(symbol::DEFAULT, "8080").map(|value| match value {
            Some(value) => Unset::Value(value),
            None => Unset::OfType(options.span(symbol::DEFAULT).unwrap_or_else(Span::call_site)),
        });
        let text =
            |key, example| options.string(key, example).map_or_else(String::new, |t| t.value());
        let help = options.string(symbol::HELP, "\"what it is for\"");
        let docs = || if place.shows_docs { first_paragraph(&field.attrs) } else { String::new() };
        Field {
            shown_at: rename.as_ref().map_or_else(|| member.span(), LitStr::span),
            member,
            written,
            ty: &field.ty,
            form: Form::read(&options, serde.flatten),
            shown: rename.map(|rename| rename.value()).or(serde.rename).unwrap_or_else(name),
            unit: text(symbol::UNIT, "\"ms\""),
            help: help.map_or_else(docs, |help| help.value()),
            env: text(symbol::ENV, "\"APP_PORT\""),
            show: options.flag(symbol::SHOW).is_some(),
            skip_if: options.path(symbol::SKIP_IF, "path::to::function"),
            default: default.or(serde.default),
        }
    }
}

impl Form {
    fn read(options: &Options<'_>, serde_flattens: bool) -> Self {
        if options.flag(symbol::SKIP).is_some() {
            return Form::Skip;
        }
        if let Some(path) = options.path(symbol::WITH, "path::to::function") {
            return Form::With(path);
        }
        if let Some(span) = options.flag(symbol::SECRET) {
            return Form::Secret(span);
        }
        if let Some(format) = options.string(symbol::FORMAT, "\"{:.1}\"") {
            return Form::Format(format);
        }
        let flags = [
            (symbol::DEBUG, Form::Debug),
            (symbol::DISPLAY, Form::Display),
            (symbol::NESTED, Form::Nested),
            (symbol::FLATTEN, Form::Flatten),
        ];
        let given = flags.into_iter().find(|(key, _)| options.flag(*key).is_some());
        let unsaid = if serde_flattens { Form::Flatten } else { Form::Auto };
        given.map_or(unsaid, |(_, form)| form)
    }

    /// Where an error about the form points: at what the user said of it, or else at the type.
    pub(crate) fn span(&self, ty: &Type) -> Span {
        match self {
            Form::With(path) => path.span(),
            Form::Secret(span) => *span,
            Form::Format(format) => format.span(),
            _ => type_span(ty),
        }
    }
}

/// The last name of a type's path, which is what a reader looks for.
fn type_span(ty: &Type) -> Span {
    match ty {
        Type::Path(path) => {
            path.path.segments.last().map_or_else(|| ty.span(), |segment| segment.ident.span())
        }
        Type::Reference(reference) => type_span(&reference.elem),
        Type::Group(group) => type_span(&group.elem),
        other => other.span(),
    }
}

/// The first paragraph of a documentation comment on one line; the rest is for who reads the
/// source.
fn first_paragraph(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(expr) => match &expr.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    // A block comment is one attribute with many lines.
    let text: Vec<String> = attributes.iter().filter_map(line).collect();
    let text = text.join("\n");
    let lines = text.lines().map(|line| line.trim().trim_start_matches("* ").trim());
    let paragraph = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    paragraph.collect::<Vec<_>>().join(" ")
}
