//! A skill or a certificate of a person: said, said again, removed; and how lists show it.

use super::one::person_seen;
use crate::audit::{Action, Note};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, day, now, today};
use crate::console::kit::{Field, Form, Line, Section, refused_page, shown_page};
use crate::console::page::Page;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::SkillId;
use fettle_core::domain::people::{Person, Skill, Skills, keeps_skills, remove_skill, set_skill};
use fettle_core::domain::rules::CERTIFICATE_ASKED_BEFORE_END;
use fettle_core::kernel::{PersonId, Refusal};

/// Refuses who does not say what people of the person's centre may do.
async fn person_of(auth: &AuthContext, id: &str) -> Result<(PersonId, Person), Fault> {
    let (id, person) = person_seen(auth, id).await?;
    let may = keeps_skills(&auth.actor(), person.centre);
    if may { Ok((id, person)) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The skills of a person; none where none was ever said.
pub(super) async fn skills_of(auth: &AuthContext, id: PersonId) -> Result<Skills, HubError> {
    Ok(auth.hub().ledger.get::<Skills>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default())
}

/// The section of the person's page.
pub(super) async fn section(auth: &AuthContext, p: &Page, id: PersonId, person: &Person) -> Result<Section, HubError> {
    let (today, may) = (today(auth.hub()), keeps_skills(&auth.actor(), person.centre));
    let soon = today.checked_add_signed(CERTIFICATE_ASKED_BEFORE_END).unwrap_or(today);
    let mut all: Vec<(SkillId, Skill)> = skills_of(auth, id).await?.all.into_iter().collect();
    all.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
    let line = |(skill, one): (SkillId, Skill)| {
        let path = format!("/people/{id}/skills/{skill}");
        let until = one.until.map(|day| p.t1("people-skill-until-day", "day", day)).unwrap_or_default();
        let below = [one.number.clone(), until].into_iter().filter(|part| !part.is_empty());
        let remove = || Form::new(p, "skill", format!("{path}/remove"), p.t("people-skill-remove"));
        Line {
            text: one.called(),
            below: below.collect::<Vec<_>>().join(" · "),
            chip: match (one.is_valid(today), one.is_valid(soon)) {
                (false, _) => (p.t("people-skill-over"), "bad"),
                (true, false) => (p.t("people-skill-ends"), "wait"),
                (true, true) => (String::new(), ""),
            },
            act: may.then(remove),
            address: if may { path } else { String::new() },
            ..Line::default()
        }
    };
    Ok(Section {
        title: p.t("people-skills"),
        lines: all.into_iter().map(line).collect(),
        empty: p.t("people-skills-none"),
        more: None,
        add: may.then(|| (format!("/people/{id}/skills/new"), p.t("people-skill-new"))),
        form: None,
    })
}

fn about(
    auth: &AuthContext,
    (id, person): (PersonId, &Person),
    which: Option<(SkillId, &Skill)>,
    drawn: Option<Drawn>,
) -> (About, Form) {
    let last = which.map_or_else(|| "new".to_owned(), |(skill, _)| skill.to_string());
    let path = format!("/people/{id}/skills/{last}");
    let p = auth.page().at("people").back_to(&path).drawn_at(drawn);
    let new = p.t("people-skill-new");
    let (title, button) = match which {
        Some((_, skill)) if !skill.name.is_empty() => (skill.name.clone(), p.t("kept-change")),
        // It was removed since the page was drawn.
        Some(_) => (p.t("people-skill-name"), p.t("kept-change")),
        None => (new.clone(), new),
    };
    let held = which.map(|(_, skill)| skill.clone()).unwrap_or_default();
    let until = held.until.map(|day| day.to_string()).unwrap_or_default();
    let name = Field::line("name", p.t("people-skill-name")).holding(&held.name).required();
    let last_day = Field::day("until", p.t("people-skill-until")).holding(until).help(p.t("people-skill-until-about"));
    let form = Form::new(&p, "skill", path, button)
        .with(name.answers(&["name_missing", "skill_twice", "skills_full"]))
        .with(Field::line("level", p.t("people-skill-level")).holding(&held.level).at_most(60))
        .with(Field::line("number", p.t("people-skill-number")).holding(&held.number).at_most(60))
        .with(last_day.answers(&["day_unreadable"]));
    let crumb = (format!("/people/{id}"), person.name.in_lang(p.lang).to_owned());
    (About { title, crumb, p }, form)
}

/// What the form says.
fn read(fields: &Fields) -> Result<Skill, Refusal> {
    let text = |name: &str| fields.get(name).to_owned();
    Ok(Skill { name: text("name"), level: text("level"), number: text("number"), until: day(fields, "until")? })
}

/// The form for a new one.
pub(in crate::console) async fn new(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, person) = person_of(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, (id, &person), None, None);
    Ok(shown_page(p, title, crumb, form))
}

/// A new one.
pub(in crate::console) async fn add(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let (id, person) = person_of(&auth, &id).await?;
    // The skill's id is the form's: sent twice, it is one skill.
    let (skill, actor, said) = (SkillId::new(sent.id), auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let (person, skills) = (now::<Person>(&desk, id).await?, now::<Skills>(&desk, id).await?);
        Ok(read(&said).and_then(|said| set_skill(&desk.actor(actor), id, &person, &skills, (skill, said))))
    })
    .await?;
    if told.is_none() {
        note(&auth, id).await?;
    }
    Ok(answered(told, &format!("/people/{id}"), &fields, || about(&auth, (id, &person), None, None)))
}

async fn note(auth: &AuthContext, id: PersonId) -> Result<(), HubError> {
    let note = Note::new(Action::PersonChanged).by(auth.viewer.id).about(Some(id.uuid()));
    auth.hub().accounts.audit.note(note).await
}

/// One that stands, by the id in an address.
async fn one_of(auth: &AuthContext, id: PersonId, skill: &str) -> Result<(SkillId, Skill), Fault> {
    let skill: SkillId = skill.parse().map_err(|_| Fault::not_found())?;
    let found = skills_of(auth, id).await?.all.remove(&skill);
    Ok((skill, found.ok_or_else(Fault::not_found)?))
}

/// The form for one that stands.
pub(in crate::console) async fn show(
    auth: AuthContext,
    Path((id, skill)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let (id, person) = person_of(&auth, &id).await?;
    let (skill, known) = one_of(&auth, id, &skill).await?;
    let (About { p, title, crumb }, form) = about(&auth, (id, &person), Some((skill, &known)), None);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path((id, skill)): Path<(String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let (id, person) = person_of(&auth, &id).await?;
    let skill: SkillId = skill.parse().map_err(|_| Fault::not_found())?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let (person, skills) = (now::<Person>(&desk, id).await?, now::<Skills>(&desk, id).await?);
        let shown = desk.ledger.as_drawn::<Skills>(id, drawn).await?;
        let said = match read(&said) {
            Ok(said) => said,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // What the page showed already nobody says again.
        if shown.all.get(&skill) == Some(&said) {
            return Ok(Ok(Vec::new()));
        }
        if !shown.all.contains_key(&skill) && !skills.all.contains_key(&skill) {
            return Err(Fault::not_found().into());
        }
        Ok(set_skill(&desk.actor(actor), id, &person, &skills, (skill, said)))
    })
    .await?;
    if told.is_none() {
        note(&auth, id).await?;
    }
    let known = skills_of(&auth, id).await?.all.remove(&skill).unwrap_or_default();
    let again = || about(&auth, (id, &person), Some((skill, &known)), Some(drawn));
    Ok(answered(told, &format!("/people/{id}"), &fields, again))
}

/// It is removed.
pub(in crate::console) async fn remove(
    Path((id, skill)): Path<(String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let (id, person) = person_of(&auth, &id).await?;
    let skill: SkillId = skill.parse().map_err(|_| Fault::not_found())?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let (person, skills) = (now::<Person>(&desk, id).await?, now::<Skills>(&desk, id).await?);
        Ok(remove_skill(&desk.actor(actor), id, &person, &skills, skill))
    })
    .await?;
    let Some(told) = told else {
        note(&auth, id).await?;
        return Ok(Redirect::to(&format!("/people/{id}?done=1")).into_response());
    };
    let known = skills_of(&auth, id).await?.all.remove(&skill).unwrap_or_default();
    let (About { p, title, crumb }, form) = about(&auth, (id, &person), Some((skill, &known)), None);
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
