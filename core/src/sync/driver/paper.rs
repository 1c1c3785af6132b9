//! The hub's sealed paper of a signed document.

use super::Failure;
use super::http::SyncSession;
use crate::kernel::Hash;
use crate::store::Enrolment;
use crate::sync::protocol::{ErrorBody, paths};
use uuid::Uuid;

impl SyncSession {
    /// The paper of a document of a job, as the hub sealed it, in a language of papers (`zh-CN`, `en`, `both`).
    ///
    /// # Errors
    /// The network's codes; the hub's, such as `document_missing` while it has not got the document; `bad_answer` for what is no paper.
    pub async fn paper(
        &self,
        enrolment: &Enrolment,
        job: Uuid,
        hash: Hash,
        language: &str,
    ) -> Result<Vec<u8>, Failure> {
        let path = paths::PAPERS
            .replace("{job}", &job.to_string())
            .replace("{hash}", &hash.to_string())
            .replace("{language}", language);
        let url = format!("{}{path}", enrolment.hub_url.trim_end_matches('/'));
        let ask = self.client(&enrolment.pins)?.get(url).bearer_auth(&enrolment.enrolled.token);
        let answer = self.ask(ask, Vec::new()).await.map_err(|fault| Failure::new(fault.code()))?;
        if answer.status != 200 {
            let said: ErrorBody = serde_json::from_slice(&answer.body).map_err(|_| Failure::new("bad_answer"))?;
            return Err(Failure { code: said.code, args: said.args });
        }
        // A captive portal answers with a page of its own.
        let whole = !answer.cut && answer.body.starts_with(b"%PDF-");
        if whole { Ok(answer.body) } else { Err(Failure::new("bad_answer")) }
    }
}
