//! What an act comes to, record by record, before it is done: what will happen, or why not. Nothing is recorded.

use super::asked::{self, MOST, code, form, found_by_words, joined, read, records};
use super::decide::{Around, One};
use super::place::{crumb, field, key, list, path};
use super::row::{Row, heads, names, row, seen};
use super::will::{title, will};
use crate::bulk::{Act, List};
use crate::console::command::{Told, refusal_text};
use crate::console::kept::Miss;
use crate::console::kit::refused_page;
use crate::console::page::{Page, html};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::ids::EquipmentId;
use fettle_core::domain::sites::ManyEquipment;
use fettle_core::kernel::Refusal;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An act and the records that were chosen for it.
pub(super) struct Chosen {
    pub act: Act,
    pub records: Vec<Uuid>,
    /// There are more than one act takes.
    pub cut: bool,
}

/// One record of the preview.
struct Line {
    row: Row,
    /// What will happen; empty where nothing does.
    will: String,
    /// Why not; empty where it happens.
    why_not: String,
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct Look {
    p: Page,
    title: String,
    /// The list: address and text.
    crumb: (String, String),
    about: String,
    heads: [String; 3],
    lines: Vec<Line>,
    /// What stands in place of lines where there are none.
    none: String,
    /// Where the form that does it is sent, and its hidden fields.
    action: &'static str,
    fields: Vec<(&'static str, String)>,
    /// How many will be done.
    count: usize,
    button: String,
    danger: bool,
    proof: String,
}

/// The preview.
pub(super) async fn preview(auth: &AuthContext, chosen: Chosen) -> Result<Response, Fault> {
    let Chosen { act, records, cut } = chosen;
    let (list, ledger, actor, lang) = (act.list(), &auth.hub().ledger, auth.actor(), auth.lang());
    let seen = seen(ledger, &auth.viewer.reach, list, &records).await?;
    let mut p = auth.page().at(list.name());
    let crumb = crumb(&p, list);
    p = p.back_to(&crumb.0);
    let names = names(ledger, &p, &act, &seen).await?;
    if cut {
        let told = p.t1(key(list, "bulk-cut", "bulk-cut-kept"), "most", MOST);
        p = p.refused(told);
    }
    let chosen: BTreeSet<Uuid> = seen.iter().map(|(id, _)| *id).collect();
    let mut around = Around::new(ledger);
    let (mut lines, mut done) = (Vec::with_capacity(seen.len()), Vec::new());
    for (id, state) in &seen {
        let one = One { id: *id, state, chosen: &chosen, looked_at: true, before: None };
        let said = around.decide(&act, one, &actor).await?;
        let why_not = said.as_ref().err().map_or_else(String::new, |refusal| refusal_text(lang, refusal));
        let happens = said.is_ok();
        if happens {
            done.push(*id);
        }
        let will = if happens { will(&p, &names, &act, (*id, state), around.machines()) } else { String::new() };
        lines.push(Line { row: row(&p, &names, &act, *id, state), will, why_not });
    }
    if list == List::Equipment {
        let chosen = done.into_iter().map(EquipmentId::new).collect();
        let ordered = ManyEquipment::in_order(chosen, around.machines());
        done = ordered.into_iter().map(|id| id.uuid()).collect();
    }
    // Those that nothing happens to stand first: they want to be read.
    lines.sort_by_key(|line| line.why_not.is_empty());
    let mut fields = asked::written(&act);
    fields.push((field(list), joined(&done)));
    let count = done.len();
    let args = [("done", count.to_string()), ("not", (lines.len() - count).to_string())];
    let button = [("act", p.code("bulk-act-", act.code())), ("count", count.to_string())];
    let page = Look {
        title: title(&p, list, act.code(), lines.len()),
        crumb,
        about: p.tn(key(list, "bulk-about", "bulk-about-kept"), &args),
        heads: heads(&p, list),
        lines,
        none: p.t(key(list, "console-no-jobs", "kit-nothing-found")),
        action: path(list),
        fields,
        count,
        button: p.tn(key(list, "bulk-do", "bulk-title-kept"), &button),
        danger: act.takes_away(),
        proof: p.form(),
        p,
    };
    Ok(html(&page))
}

/// What the act wants to know was said.
pub(in crate::console) async fn look_at(list: List, posted: AuthForm) -> Result<Response, Fault> {
    let AuthForm { auth, fields, .. } = posted;
    let code = code(&auth, list, fields.get("act"))?;
    let (records, cut) = records(fields.get(field(list)).split(' '));
    let act = if auth.too_long {
        Err(Miss { refusal: Refusal::new("text_too_long"), choices: Vec::new() })
    } else {
        read(&auth, list, code, &fields).await?
    };
    match act {
        Ok(act) => preview(&auth, Chosen { act, records, cut }).await,
        Err(Miss { refusal, choices }) => {
            let p = auth.page().at(list.name());
            let crumb = crumb(&p, list);
            let p = p.back_to(&crumb.0);
            let form = form(&auth, &p, (list, code), &records, Some(&fields)).await?;
            let form = form.choose(found_by_words(code), choices);
            let title = title(&p, list, code, records.len());
            Ok(refused_page(p, title, crumb, form, (&fields, &Told::of(auth.lang(), &refusal))))
        }
    }
}

/// The same, of the list that the address names.
pub(in crate::console) async fn look(Path(name): Path<String>, posted: AuthForm) -> Result<Response, Fault> {
    look_at(list(&name)?, posted).await
}
