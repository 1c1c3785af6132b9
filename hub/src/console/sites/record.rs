//! One site: its contacts, its machines as a tree, its contracts, its open jobs, its history.

use crate::console::equipment::tree;
use crate::console::kept::{any, contracts_of_site, facts, history, look, open_jobs};
use crate::console::kit::{Form, Line, RecordPage, Section, record};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::sites::{Site, SiteId};
use fettle_core::kernel::Subject;

const FACTS: &[&str] = &[
    "customer", "code", "name", "centre", "address", "position", "zone", "closed", "access", "parking", "keys", "notes",
];

fn contacts(auth: &AuthContext, p: &Page, id: SiteId, site: &Site) -> Section {
    let actor = auth.actor();
    let (changes, removes) = (actor.may("site.contact_changed"), actor.may("site.contact_removed"));
    let lines = site.contacts.values().map(|contact| {
        let phone = contact.phone.as_ref().map(ToString::to_string).unwrap_or_default();
        let below =
            [contact.title.clone(), phone, contact.messenger.clone()].into_iter().filter(|part| !part.is_empty());
        let path = format!("/sites/{id}/contacts/{}", contact.id);
        let remove = || Form::new(p, "remove", format!("{path}/remove"), p.t("sites-contact-remove")).dangerous();
        Line {
            text: contact.name.clone(),
            below: below.collect::<Vec<_>>().join(" · "),
            chip: if contact.may_sign { (p.t("sites-may-sign"), "good") } else { (String::new(), "") },
            act: removes.then(remove),
            address: if changes { path } else { String::new() },
            depth: 0,
        }
    });
    Section {
        title: p.t("sites-contacts"),
        lines: lines.collect(),
        empty: p.t("sites-contacts-none"),
        more: None,
        add: actor.may("site.contact_set").then(|| (format!("/sites/{id}/contacts/new"), p.t("sites-contact-new"))),
        form: None,
    }
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, site) = look::<Site, SiteId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let (p, actor) = (auth.page().at("sites").live(Some(subject.to_string())), auth.actor());
    let closed = site.closed.is_some();
    let mut links = Vec::new();
    let report = !closed && actor.may("job.assigned");
    if report {
        links.push((format!("/jobs/new?site={id}"), p.t("console-new-job")));
    }
    if actor.may("site.changed") {
        links.push((format!("/sites/{id}/change"), p.t("kept-change")));
    }
    if !closed && actor.may("site.closed") {
        links.push((format!("/sites/{id}/close"), p.t("sites-close")));
    }
    let back = closed && actor.may("site.reopened");
    let acts = if back {
        vec![Form::new(&p, "reopen", format!("/sites/{id}/reopen"), p.t("sites-reopen"))]
    } else {
        Vec::new()
    };
    let (machines, more) = tree(&auth, &p, id).await?;
    let machines = Section {
        title: p.t("equipment-title"),
        lines: machines,
        empty: p.t("equipment-none"),
        more: more.then(|| (format!("/equipment?site={id}"), p.t("kept-all"))),
        add: (!closed && actor.may("equipment.registered"))
            .then(|| (format!("/equipment/new?site={id}"), p.t("equipment-new"))),
        form: None,
    };
    let contracts = contracts_of_site(&auth, &p, id).await?;
    let jobs = open_jobs(&auth, &p, &subject, auth.hub().ledger.jobs_of_site(id).await?).await?;
    let mut crumbs = vec![("/sites".to_owned(), p.t("sites-title"))];
    if let Some(customer) = site.customer {
        let customer = Subject::from(customer);
        let name = said::name(&auth.hub().ledger, &p, &auth.viewer, &customer).await?;
        crumbs = vec![("/customers".to_owned(), p.t("customers-title")), (said::address(&customer), name)];
    }
    let page = RecordPage {
        title: site.name.in_lang(p.lang).to_owned(),
        chip: if closed { (p.t("kept-over-site"), "") } else { (String::new(), "") },
        crumbs,
        links,
        acts,
        facts: facts(&auth, &p, &state, FACTS).await?,
        sections: vec![contacts(&auth, &p, id, &site), machines, contracts, jobs],
        history: history(&auth, &p, &subject).await?,
        p,
    };
    Ok(record(page))
}
