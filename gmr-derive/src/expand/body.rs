//! What writes the fields of a type, and what is said of them in a static.

use super::{climb, here, steps};
use crate::ast::{Body, Common, Field, Fields, Form, Root, Shape, Variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, Member};

/// Names, units and the like of all fields that have a name.
pub(super) fn statics(common: &Common<'_>) -> TokenStream {
    let root = &common.root;
    let described = common.shown().filter(|field| is_described(field));
    let fields: Vec<TokenStream> = described
        .map(|field| {
            let Field { shown, unit, help, show, .. } = field;
            let secret = matches!(field.form, Form::Secret(_));
            quote! {
                #root::__private::Field {
                    name: #shown, unit: #unit, help: #help, secret: #secret, show: #show
                }
            }
        })
        .collect();
    let count = fields.len();
    quote!(static __GMR_FIELDS: [#root::__private::Field; #count] = [#(#fields),*];)
}

/// What is flattened has names of its own, and what is in a tuple has none.
fn is_described(field: &Field<'_>) -> bool {
    matches!(field.member, Member::Named(_)) && !matches!(field.form, Form::Flatten)
}

/// Makes the statements of one type.
pub(super) struct Writer<'a> {
    common: &'a Common<'a>,
    /// The name of the function that flattens.
    flatten: Ident,
    /// How many fields of the static are written.
    described: usize,
}

/// An expression for a reference to a field: its number, the field, and where it stands.
type Access<'f> = &'f dyn Fn(usize, &Field<'_>, Span) -> TokenStream;

impl<'a> Writer<'a> {
    pub(super) fn new(common: &'a Common<'a>, flatten: &str) -> Self {
        Writer { common, flatten: Ident::new(flatten, Span::call_site()), described: 0 }
    }

    /// Writes `self` to `__out`.
    pub(super) fn value(&mut self) -> TokenStream {
        let steps = self.steps();
        let out = quote!(__out);
        let body = match &self.common.body {
            Body::Struct(fields) => self.fields(fields, &out, &self.of_self()),
            Body::Enum(variants) if variants.is_empty() => quote!(let _ = #out; match *self {}),
            Body::Enum(variants) => {
                let arms: Vec<TokenStream> =
                    variants.iter().map(|variant| self.arm(variant, &out)).collect();
                quote!(match self { #(#arms)* })
            }
        };
        quote!(#steps #body)
    }

    /// Writes the fields of `self` to `__map`, which is a `&mut Map`.
    pub(super) fn options(&mut self) -> TokenStream {
        let steps = self.steps();
        let statements = match &self.common.body {
            Body::Struct(fields) => self.named(fields, &quote!(__map), &self.of_self()),
            // A configuration is a struct.
            Body::Enum(_) => TokenStream::new(),
        };
        quote!(#steps #statements)
    }

    /// The traits of the ladder, if a statement climbs it: nothing is imported for nothing, so
    /// that no lint has to be allowed.
    fn steps(&self) -> Option<TokenStream> {
        let climbs =
            |field: &Field<'_>| matches!(field.form, Form::Auto | Form::With(_) | Form::Secret(_));
        self.common.shown().any(climbs).then(|| steps(&self.common.root))
    }

    /// Borrows a field of `self`, or copies it where that is not allowed.
    fn of_self(&self) -> impl Fn(usize, &Field<'_>, Span) -> TokenStream + use<> {
        let packed = self.common.is_packed();
        move |_, field, at| {
            let member = member_at(&field.member, at);
            match packed {
                true => quote_spanned!(at=> &{ self.#member }),
                false => quote_spanned!(at=> &self.#member),
            }
        }
    }

    /// One variant: a word of its own, or a map from that word to what the variant holds.
    fn arm(&mut self, variant: &Variant<'_>, out: &TokenStream) -> TokenStream {
        let Variant { ident, shown, fields } = variant;
        let root = &self.common.root;
        let pattern = pattern(fields);
        if fields.shape == Shape::Unit {
            return quote!(Self::#ident => #root::__private::Out::symbol(#out, #shown),);
        }
        let slot = quote!(#root::__private::Map::entry(&mut __variant, #shown));
        let bound = |number: usize, _: &Field<'_>, at| {
            let name = binding(number, at);
            quote!(#name)
        };
        let body = self.fields(fields, &slot, &bound);
        quote! {
            Self::#ident #pattern => {
                let mut __variant = #root::__private::Out::map(#out);
                #body
            }
        }
    }

    fn fields(
        &mut self,
        fields: &Fields<'_>,
        out: &TokenStream,
        access: Access<'_>,
    ) -> TokenStream {
        let root = &self.common.root;
        match (fields.shape, &fields.all[..]) {
            (Shape::Named, _) => {
                let statements = self.named(fields, &quote!(&mut __map), access);
                open(quote!(__map), quote!(#root::__private::Out::map(#out)), statements)
            }
            // A newtype is its content.
            (Shape::Tuple, [only]) if !matches!(only.form, Form::Skip) => {
                self.statement(only, 0, out, access)
            }
            (Shape::Tuple, [_, _, ..]) => {
                let slot = quote!(#root::__private::List::item(&mut __list));
                let numbered = fields.all.iter().enumerate();
                let statements = numbered.map(|(n, field)| self.statement(field, n, &slot, access));
                let statements = statements.collect();
                open(quote!(__list), quote!(#root::__private::Out::list(#out)), statements)
            }
            (Shape::Unit | Shape::Tuple, _) => quote!(#root::__private::Out::null(#out);),
        }
    }

    fn named(&mut self, fields: &Fields<'_>, map: &TokenStream, access: Access<'_>) -> TokenStream {
        let root = self.common.root.clone();
        let mut statements = TokenStream::new();
        for (number, field) in fields.all.iter().enumerate() {
            let at = here(field.form.span(field.ty));
            match field.form {
                Form::Skip => {}
                Form::Flatten => {
                    let (flatten, value) = (&self.flatten, access(number, field, at));
                    statements
                        .extend(quote_spanned!(at=> #root::__private::#flatten(#value, #map);));
                }
                _ => {
                    let described = self.described;
                    self.described += 1;
                    let slot = quote_spanned! {at=>
                        #root::__private::Map::field(#map, &__GMR_FIELDS[#described])
                    };
                    statements.extend(self.statement(field, number, &slot, access));
                }
            }
        }
        statements
    }

    /// Writes one field to its place.
    fn statement(
        &self,
        field: &Field<'_>,
        number: usize,
        slot: &TokenStream,
        access: Access<'_>,
    ) -> TokenStream {
        let root = &self.common.root;
        let at = here(field.form.span(field.ty));
        let value = &access(number, field, at);
        match &field.form {
            Form::Skip => TokenStream::new(),
            Form::Auto => climb(root, value, slot, at),
            Form::With(path) => climb(root, &quote_spanned!(at=> &(#path)(#value)), slot, at),
            Form::Secret(_) => {
                quote_spanned!(at=> (&&&#root::__private::Tier(#value)).__gmr_secret(#slot);)
            }
            Form::Debug => put(root, "put_debug", value, slot, at),
            Form::Display => put(root, "put_display", value, slot, at),
            Form::Nested | Form::Flatten => put(root, "put_report", value, slot, at),
        }
    }
}

/// Opens a container and fills it; one that stays empty needs no name.
fn open(name: TokenStream, container: TokenStream, statements: TokenStream) -> TokenStream {
    match statements.is_empty() {
        true => quote!(let _ = #container;),
        false => quote!(let mut #name = #container; #statements),
    }
}

fn put(root: &Root, name: &str, value: &TokenStream, slot: &TokenStream, at: Span) -> TokenStream {
    let put = Ident::new(name, at);
    quote_spanned!(at=> #root::__private::#put(#value, #slot);)
}

/// Names the fields of a variant that are shown.
fn pattern(fields: &Fields<'_>) -> TokenStream {
    let numbered = fields.all.iter().enumerate();
    let bindings = numbered.map(|(number, field)| match field.form {
        Form::Skip => quote!(_),
        _ => {
            let name = binding(number, Span::call_site());
            quote!(#name)
        }
    });
    match fields.shape {
        Shape::Named => {
            let members = fields.all.iter().map(|field| &field.member);
            quote!({ #(#members: #bindings),* })
        }
        Shape::Tuple => quote!((#(#bindings),*)),
        Shape::Unit => TokenStream::new(),
    }
}

fn member_at(member: &Member, at: Span) -> TokenStream {
    match member {
        Member::Named(ident) => {
            let mut ident = ident.clone();
            ident.set_span(at);
            quote!(#ident)
        }
        Member::Unnamed(Index { index, .. }) => {
            let index = Index { index: *index, span: at };
            quote!(#index)
        }
    }
}

fn binding(number: usize, at: Span) -> Ident {
    format_ident!("__gmr_{}", number, span = at)
}
