//! The page with the list of jobs.

use super::bulk::offered;
use super::engineer::{self, Meant, meant};
use super::filter::{ATTENTION, COUNTED, Filter, OPEN, PAGE};
use super::source::Listing;
use super::things::things;
use crate::console::calling;
use crate::console::command::refusal_text;
use crate::console::kit::{Asked, Choice, Field, ListPage, Many, More, answer_more};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::Status;
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::people::{Person, Role};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, Subject};

/// Where it is.
const PATH: &str = "/jobs";

/// The list of the jobs that the person may see.
pub(in crate::console) async fn list(
    auth: AuthContext,
    Query(f): Query<Filter>,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let asked = Asked::of(query);
    let engineer = meant(&auth, &asked).await?;
    if let Meant::One(id) = &engineer {
        let id = id.to_string();
        // The address says whom it means, not what was typed.
        if f.engineer != id {
            return Ok(Redirect::to(&asked.meaning(PATH, engineer::FIELD, &id)).into_response());
        }
    }
    // A file says nothing beside its lines: it would look like what was meant.
    if !asked.get("as").is_empty() && f.is_unreadable() {
        return Err(Fault::bad("query_unreadable"));
    }
    let mut p = calling::told(&auth, auth.page().at("jobs")).await?;
    let told = [
        f.unreadable_days().then(|| p.t("refusal-day-invalid")),
        f.unreadable_things().then(|| Fault::bad("query_unreadable").text(p.lang)),
        (!f.nothing.is_empty()).then(|| p.t("bulk-nothing-chosen")),
        match &engineer {
            Meant::Which(refusal, _) => Some(refusal_text(p.lang, refusal)),
            Meant::Nobody | Meant::One(_) => None,
        },
    ];
    if let Some(told) = told.into_iter().flatten().next_back() {
        p = p.refused(told);
    }
    let count = if asked.get("as").is_empty() { counted(&auth, &f).await? } else { String::new() };
    let filters = filters(&auth, &p, &f, engineer).await?;
    // keys!: bulk-act-*
    let acts: Vec<Choice> =
        offered(&auth.actor()).map(|code| Choice::new(code, p.code("bulk-act-", code), "")).collect();
    let more = More {
        most: PAGE,
        count,
        class: "jobs",
        folded: true,
        of: things(&auth, &p, &f).await?,
        many: (!acts.is_empty()).then(|| Many { path: "/jobs/bulk".to_owned(), field: "job", acts }),
        all: true,
    };
    let may_report = auth.viewer.is(Role::Desk) || auth.viewer.is(Role::Manager);
    let add = may_report.then(|| ("/jobs/new".to_owned(), p.t("console-new-job")));
    let source = Listing::of(&auth, &p, f);
    let page = ListPage { path: PATH, title: p.t("console-jobs"), filters, add, p };
    answer_more(&auth, &asked, page, source, more).await
}

/// How many jobs there are, as the page says it.
async fn counted(auth: &AuthContext, f: &Filter) -> Result<String, HubError> {
    let asks = f.asks(&auth.viewer.reach, auth.lang());
    let (count, more) = auth.hub().ledger.count_jobs(&asks, COUNTED).await?;
    Ok(if more { format!("{count}+") } else { count.to_string() })
}

/// What it can be cut down by, in the order in which the address says it.
async fn filters(auth: &AuthContext, p: &Page, f: &Filter, engineer: Meant) -> Result<Vec<Field>, HubError> {
    let (ledger, reach) = (&auth.hub().ledger, &auth.viewer.reach);
    let centres: Vec<CentreId> =
        ledger.centres().await?.into_iter().filter(|id| reach.has(&Stream::Centre(id.uuid()))).collect();
    let person = match &engineer {
        Meant::One(id) => Some(Subject::from(*id)),
        Meant::Nobody | Meant::Which(..) => None,
    };
    let names = Names::of(ledger, p.lang, person.into_iter().collect()).await?;
    let any = |choices: Vec<Choice>| {
        let any = Choice::new("", p.t("console-any"), "");
        std::iter::once(any).chain(choices).collect::<Vec<Choice>>()
    };
    let code = |family: &str, code: &str| Choice::new(code, p.code(family, code), "");
    let statuses = [(OPEN, "console-open"), (ATTENTION, "console-attention")];
    let statuses = statuses.into_iter().map(|(code, text)| Choice::new(code, p.t(text), ""));
    let statuses = statuses.chain(Status::ALL.iter().map(|status| code("job-status-", status.code()))).collect();
    let mut filters = vec![Field::one("status", p.t("console-status"), any(statuses))];
    if centres.len() > 1 {
        let centres = centres.iter().map(|id| Choice::new(id, names.centre(*id), "")).collect();
        filters.push(Field::one("centre", p.t("console-centre"), any(centres)));
    } else {
        filters.extend((!f.centre.is_empty()).then(|| Field::hidden("centre").holding(&f.centre)));
    }
    let find = |choices| Field::find(engineer::FIELD, p.t("console-engineer"), Person::KIND, choices);
    filters.push(match engineer {
        Meant::Nobody => find(Vec::new()),
        Meant::One(id) => {
            let name = names.person(id);
            find(vec![Choice::new(id, name.as_str(), &id.to_string())]).holding(name).settled()
        }
        Meant::Which(_, choices) => find(choices),
    });
    let levels = (1..=4).map(|level: u8| code("papers-level-", &level.to_string())).collect();
    let causes = Cause::ALL.iter().map(|cause| code("papers-cause-", cause.code())).collect();
    let kinds = JobKind::ALL.iter().map(|kind| code("papers-kind-", kind.code())).collect();
    filters.extend([
        Field::one("level", p.t("console-level"), any(levels)),
        Field::one("cause", p.t("console-signed-cause"), any(causes)),
        Field::one("kind", p.t("console-kind"), any(kinds)),
    ]);
    filters.extend(f.things().into_iter().map(|(name, thing)| Field::hidden(name).holding(thing.id())));
    filters.extend([
        Field::search("q", p.t("console-words"), p.t("console-words-hint")),
        Field::day("from", p.t("console-from-day")),
        Field::day("to", p.t("console-to-day")),
    ]);
    Ok(filters)
}
