//! The letterhead is changed: the fields that the person changed, no others.

use super::record::{known, must_look_after};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, bilingual, now};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::Fault;
use crate::ledger::Drawn;
use axum::response::Response;
use fettle_core::domain::company::{Company, CompanyChange, LONGEST_PATTERN, change_company, company_subject};
use fettle_core::domain::fields::Change;
use fettle_core::domain::values::Bilingual;

fn about(auth: &AuthContext, company: &Company, drawn: Option<Drawn>) -> (About, Form) {
    let p =
        auth.page().at("company").back_to("/company/change").drawn_at(drawn).live(Some(company_subject().to_string()));
    let line = |name, key: &str, value: &str| Field::line(name, p.t(key)).holding(value);
    let (address, terms) = (&company.letter_address, &company.letter_terms);
    let codes = &[
        "form_pattern_too_long",
        "form_pattern_unknown",
        "form_pattern_character",
        "form_pattern_count",
        "form_pattern_repeats",
    ];
    let pattern = line("pattern", "sites-field-form-pattern", &company.form_pattern);
    let form = Form::new(&p, "company", "/company/change", p.t("kept-change"))
        .with(line("name_zh", "kit-name-zh", &company.name.zh).answers(&["name_missing"]))
        .with(line("name_en", "kit-name-en", &company.name.en))
        .with(line("address_zh", "company-address-zh", &address.zh))
        .with(line("address_en", "company-address-en", &address.en))
        .with(line("phone", "company-phone", &company.letter_phone).at_most(60).help(p.t("company-change-about")))
        .with(line("terms_zh", "company-terms-zh", &terms.zh).at_most(300).help(p.t("company-terms-about")))
        .with(line("terms_en", "company-terms-en", &terms.en).at_most(300))
        .with(pattern.at_most(LONGEST_PATTERN).help(p.t("company-pattern-about")).answers(codes));
    let crumb = ("/company".to_owned(), p.t("company-title"));
    (About { title: p.t("company-change"), crumb, p }, form)
}

/// What the form says; who gives an address in one language gives it for both.
fn read(fields: &Fields) -> CompanyChange {
    let both = |zh: &str, en: &str| {
        let (zh, en) = (fields.get(zh), fields.get(en));
        Bilingual::new(if zh.is_empty() { en } else { zh }, if en.is_empty() { zh } else { en })
    };
    let address = both("address_zh", "address_en");
    let has = |names: [&str; 2]| names.iter().any(|name| fields.has(name));
    CompanyChange {
        name: has(["name_zh", "name_en"]).then(|| bilingual(fields)),
        letter_address: has(["address_zh", "address_en"]).then_some(address),
        letter_phone: fields.has("phone").then(|| fields.get("phone").to_owned()),
        letter_terms: has(["terms_zh", "terms_en"]).then(|| both("terms_zh", "terms_en")),
        form_pattern: fields.has("pattern").then(|| fields.get("pattern").trim().to_owned()),
        ..CompanyChange::default()
    }
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must_look_after(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth, &known(&auth).await?, None);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_look_after(&auth)?;
    let known = known(&auth).await?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let change = read(&said).since(&desk.ledger.as_drawn::<Company>(company_subject(), drawn).await?);
        let state = now::<Company>(&desk, company_subject()).await?;
        Ok(change_company(&desk.actor(actor), &state, change))
    })
    .await?;
    Ok(answered(told, "/company", &fields, || about(&auth, &known, Some(drawn))))
}
