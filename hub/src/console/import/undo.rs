//! An import is taken back: first looked at, then done; the page of the batch shows how far it is and what came of it.

use super::seen::seen;
use crate::console::kit::Form;
use crate::console::page::Page;
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::import::batch::{Batch, State};
use crate::import::kind_name;
use crate::import::undo::{self as back, Left, Stage, Undo};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::kernel::Subject;
use fettle_core::text::text_with;

/// Records that are left as they are, on the page.
const SHOWN: usize = 50;

pub(super) struct Count {
    pub kind: String,
    pub ended: usize,
    pub restored: usize,
    pub left: usize,
}

pub(super) struct Stays {
    pub what: String,
    pub reason: String,
}

/// What the page of a batch says of taking it back.
#[derive(Default)]
pub(super) struct Shown {
    pub title: String,
    pub about: String,
    pub bad: String,
    pub counts: Vec<Count>,
    pub left: Vec<Stays>,
    pub progress: Option<(usize, usize)>,
}

/// The kind of tables that brings a kind of records.
fn kind_of(kind: &str) -> &'static str {
    match kind {
        "centre" => "centres",
        "person" | "account" => "people",
        "skills" => "skills",
        "customer" => "customers",
        "site" => "sites",
        "contract" => "contracts",
        "equipment" => "equipment",
        "card" | "card_price" => "cards",
        "place" => "places",
        _ => "stock",
    }
}

async fn stays(auth: &AuthContext, p: &Page, undo: &Undo) -> Result<Vec<Stays>, Fault> {
    let left: Vec<&Left> = undo.left.iter().take(SHOWN).collect();
    let mut subjects: Vec<Subject> = left.iter().map(|one| one.subject.clone()).collect();
    subjects.extend(left.iter().filter_map(|one| one.by).map(Subject::from));
    let names = auth.hub().ledger.names(subjects).await?;
    let called = |subject: &Subject| {
        let row = names.get(subject);
        row.map(|row| format!("{} {}", row.code, row.called(p.lang)).trim().to_owned()).unwrap_or_default()
    };
    let one = |left: &Left| {
        let args: Vec<(&str, String)> = left.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let reason = match left.by {
            Some(by) => p.t1("import-undo-changed-by", "person", called(&by.into())),
            // keys!: refusal-import-undo-*
            None => text_with(p.lang, &format!("refusal-{}", left.code), &args),
        };
        let what = format!("{} {}", kind_name(p.lang, kind_of(left.subject.kind())), called(&left.subject));
        Stays { what, reason }
    };
    Ok(left.into_iter().map(one).collect())
}

/// What is shown of it; nothing for a batch that cannot be taken back.
pub(super) async fn shown(
    auth: &AuthContext,
    p: &Page,
    batch: &Batch,
    under_way: bool,
) -> Result<Option<Shown>, Fault> {
    if batch.state == State::Staged || (under_way && batch.undo.is_none()) {
        return Ok(None);
    }
    let Some(undo) = &batch.undo else {
        return Ok(Some(Shown { title: p.t("import-undo"), about: p.t("import-undo-about"), ..Shown::default() }));
    };
    let about = match undo.stage {
        Stage::Looking if under_way => "import-undo-looking",
        Stage::Begun if under_way => "import-undo-under-way",
        Stage::Looked if undo.is_any() => "import-undo-would",
        Stage::Looked => "import-undo-would-nothing",
        Stage::Done => "import-undo-done",
        Stage::Looking | Stage::Begun | Stage::Failed => "import-undo-broken-off",
    };
    // Records of one kind of tables are one line.
    let mut counts: Vec<Count> = Vec::new();
    for (kind, count) in &undo.counts {
        let kind = kind_name(p.lang, kind_of(kind));
        let at = counts.iter().position(|line| line.kind == kind).unwrap_or_else(|| {
            counts.push(Count { kind, ended: 0, restored: 0, left: 0 });
            counts.len() - 1
        });
        if let Some(line) = counts.get_mut(at) {
            line.ended += count.ended;
            line.restored += count.restored;
            line.left += count.left;
        }
    }
    Ok(Some(Shown {
        title: p.t("import-undo"),
        about: p.t(about),
        bad: if undo.outcome.is_empty() { String::new() } else { p.code("error-", &undo.outcome.replace('_', "-")) },
        counts,
        left: stays(auth, p, undo).await?,
        progress: under_way.then_some(undo.progress),
    }))
}

/// What may be done about it now.
pub(super) fn forms(p: &Page, batch: &Batch) -> Vec<Form> {
    let to = |act: &str| format!("/import/{}/{act}", batch.id);
    let look = || Form::new(p, "look", to("undo/look"), p.t("import-undo-look"));
    let take = |text: &str| Form::new(p, "undo", to("undo"), p.t(text)).dangerous();
    match &batch.undo {
        _ if batch.state == State::Staged => Vec::new(),
        None => vec![look()],
        Some(undo) if undo.stage == Stage::Done => Vec::new(),
        Some(undo) if undo.has_begun() => vec![take("import-go-on")],
        Some(undo) if undo.stage == Stage::Looked && undo.is_any() => vec![take("import-undo-do"), look()],
        Some(_) => vec![look()],
    }
}

/// What taking it back would do is looked at.
pub(in crate::console) async fn look(
    Path(id): Path<String>,
    AuthForm { auth, .. }: AuthForm,
) -> Result<Response, Fault> {
    let id = seen(&auth, &id).await?.id;
    back::look(auth.hub(), id, auth.viewer.id).await?;
    Ok(Redirect::to(&format!("/import/{id}#undo")).into_response())
}

/// It is taken back. Sent twice it is one: what began goes on, what is done stays.
pub(in crate::console) async fn undo(
    Path(id): Path<String>,
    AuthForm { auth, .. }: AuthForm,
) -> Result<Response, Fault> {
    let id = seen(&auth, &id).await?.id;
    back::begin(auth.hub(), id, auth.viewer.id).await?;
    Ok(Redirect::to(&format!("/import/{id}#undo")).into_response())
}
