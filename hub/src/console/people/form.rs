//! The fields of a person, as forms show them and as they are read.

use crate::console::kept::bilingual;
use crate::console::kit::{Choice, Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields, OWN_PASSWORD_FIELD};
use crate::error::HubError;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Centre, Person, PersonChange, Role, Roles};
use fettle_core::domain::values::Phone;
use fettle_core::kernel::Refusal;
use fettle_core::text::Lang;

/// Centres that a form shows at most.
const MOST: u32 = 1_000;

/// Every role, with those that are held.
pub(super) fn roles(p: &Page, held: &Roles) -> Vec<Choice> {
    let role = |role: &Role| Choice {
        value: role.code().to_owned(),
        // keys!: people-role-*
        text: p.code("people-role-", role.code()),
        chosen: held.has(*role),
    };
    let newer: Vec<Role> = held.iter().filter(|role| matches!(role, Role::Newer(_))).collect();
    Role::ALL.iter().chain(&newer).map(role).collect()
}

/// The roles that a form chooses: those of this version, and those of a later one that the person holds already.
pub(super) fn chosen_roles(fields: &Fields, held: &Roles) -> Roles {
    let known = |code: &str| Role::from_code(code).or_else(|| held.iter().find(|role| role.code() == code));
    fields.all("role").filter_map(known).collect()
}

/// The field of the roles.
pub(super) fn roles_field(p: &Page, held: &Roles) -> Field {
    Field::several("role", p.t("people-roles"), roles(p, held)).answers(&["roles_missing", "own_administration"])
}

/// The field of the own password, which what opens or takes access asks for.
pub(super) fn own_password(p: &Page) -> Field {
    let field = Field::secret(OWN_PASSWORD_FIELD, p.t("security-own-password")).required();
    field.answers(&["own_password_wrong", "too_many_tries"])
}

/// The field of the login name.
pub(super) fn login_field(p: &Page, login: &str) -> Field {
    let field = Field::line("login", p.t("console-login")).holding(login).at_most(40).help(p.t("people-login-about"));
    field.answers(&["login_invalid", "login_taken"])
}

/// Head office, then every open centre.
async fn centre_field(auth: &AuthContext, p: &Page, at: Option<CentreId>) -> Result<Field, HubError> {
    let stands = at.map(|id| id.to_string()).unwrap_or_default();
    let mut all = vec![Choice::new("", p.t("people-head-office"), &stands)];
    for (id, centre) in auth.hub().ledger.some::<Centre>(None, MOST).await? {
        if centre.state.open || id.to_string() == stands {
            all.push(Choice::new(id, centre.state.name.in_lang(p.lang), &stands));
        }
    }
    Ok(Field::one("centre", p.t("console-centre"), all).answers(&["centre_unknown", "choice_unreadable"]))
}

/// With name, centre, language and telephone number of a person.
pub(super) async fn with_details(
    auth: &AuthContext,
    p: &Page,
    form: Form,
    (person, phone): (&Person, &str),
) -> Result<Form, HubError> {
    let languages = Lang::ALL.into_iter().map(|lang| Choice::new(lang.tag(), language(p, lang), person.language.tag()));
    Ok(form
        .with(Field::line("name_zh", p.t("kit-name-zh")).holding(&person.name.zh).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")).holding(&person.name.en))
        .with(centre_field(auth, p, person.centre).await?)
        .with(Field::one("language", p.t("people-language"), languages.collect()))
        .with(Field::phone("phone", p.t("console-phone")).holding(phone).at_most(100).answers(&["phone_invalid"])))
}

/// What a language is called.
fn language(p: &Page, lang: Lang) -> String {
    // keys!: papers-language-*
    p.code("papers-language-", lang.tag())
}

/// What the form says of name, centre and language.
///
/// # Errors
/// `choice_unreadable`.
pub(super) fn read(fields: &Fields) -> Result<PersonChange, Refusal> {
    let centre = fields.has("centre").then(|| fields.optional("centre")).transpose()?;
    let named = |code: &str| Lang::ALL.into_iter().find(|lang| lang.tag() == code);
    Ok(PersonChange {
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        roles: None,
        centre,
        language: fields.has("language").then(|| fields.choice("language", named)).transpose()?,
    })
}

/// What the form says of the telephone number; none where it does not have it.
///
/// # Errors
/// `phone_invalid`.
pub(super) fn read_phone(fields: &Fields) -> Result<Option<Option<Phone>>, Refusal> {
    match fields.get("phone") {
        _ if !fields.has("phone") => Ok(None),
        "" => Ok(Some(None)),
        typed => Phone::parse(typed).map(|phone| Some(Some(phone))),
    }
}

/// What the form says of the login name; none for nobody who signs in.
pub(super) fn read_login(fields: &Fields) -> Option<&str> {
    Some(fields.get("login")).filter(|login| !login.is_empty())
}
