package app.fettle.phone

import android.app.Application
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import app.fettle.core.SyncDone
import app.fettle.ffi.FettleAppInterface
import app.fettle.ffi.FettleException
import app.fettle.platform.Background
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/**
 * Sessions with the hub by the system's scheduler, when there is a network: one soon after something was recorded, and one every quarter of an
 * hour, also after the phone was started anew.
 */
class SyncJobs(private val app: Application) : Background {
    override var ran: () -> Unit = {}

    override fun wanted() {
        val scheduler = app.getSystemService(JobScheduler::class.java) ?: return
        ask(scheduler, SOON) { setMinimumLatency(SOON_MS) }
        ask(scheduler, NOW_AND_THEN) { setPeriodic(PERIOD_MS).setPersisted(true) }
    }

    /** One that waits already is not asked for again: that would only push it back. */
    private fun ask(scheduler: JobScheduler, job: Int, with: JobInfo.Builder.() -> Unit) {
        if (scheduler.getPendingJob(job) != null) return
        val service = ComponentName(app, SyncService::class.java)
        scheduler.schedule(JobInfo.Builder(job, service).setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY).apply(with).build())
    }

    internal companion object {
        const val SOON = 1
        const val NOW_AND_THEN = 2

        /** Long enough for the next tap to go along. */
        const val SOON_MS = 10_000L
        const val PERIOD_MS = 15L * 60 * 1000
    }
}

/** Whether another run has something to do: records or files wait, or the session was broken off and nobody counted. */
internal fun SyncDone.leavesWork(): Boolean =
    // A phone that belongs to nobody has nothing to send.
    if (ok) waiting > 0uL || filesWaiting > 0uL else code != "not_enrolled"

/** One run: a session, whatever waits now. What did not go through waits for the next run; nothing about a run is written down. */
class SyncService : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)

    override fun onStartJob(params: JobParameters): Boolean {
        run { again -> jobFinished(params, again) }
        return true
    }

    /** A session, and then [done] with whether something may still wait. */
    internal fun run(done: (Boolean) -> Unit) {
        scope.launch {
            val again =
                try {
                    session(parts.core())
                } catch (_: FettleException.Failed) {
                    // The key store before the phone was unlocked, a full disk: the screens say so, and a later run may do.
                    true
                }
            withContext(Dispatchers.Main) {
                if (parts.awake.seen) parts.background.ran()
                done(again)
            }
        }
    }

    private suspend fun session(core: FettleAppInterface): Boolean =
        parts.awake.during(core) {
            val done = core.sync()
            parts.reminders.show(core.reminders())
            done.leavesWork()
        }

    /** The core's session goes on to its end by itself; only its waiting is dropped. */
    override fun onStopJob(params: JobParameters) = true

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }
}
