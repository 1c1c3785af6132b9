package app.fettle.phone

import android.app.Application
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import app.fettle.ffi.FettleException
import app.fettle.platform.Background
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** Sessions with the hub by the system's scheduler: when there is a network, and every quarter of an hour at most often, also after a restart. */
class SyncJobs(private val app: Application) : Background {
    override fun wanted() {
        val scheduler = app.getSystemService(JobScheduler::class.java) ?: return
        if (scheduler.getPendingJob(JOB) != null) return
        val job =
            JobInfo.Builder(JOB, ComponentName(app, SyncService::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setPeriodic(PERIOD_MS)
                .setPersisted(true)
                .build()
        scheduler.schedule(job)
    }

    internal companion object {
        const val JOB = 1
        const val PERIOD_MS = 15L * 60 * 1000
    }
}

/** One run: a session, whatever waits now. What did not go through waits for the next run; nothing about a run is written down. */
class SyncService : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)

    override fun onStartJob(params: JobParameters): Boolean {
        scope.launch {
            val again =
                try {
                    parts.core().sync().waiting > 0uL
                } catch (_: FettleException.Failed) {
                    // No key yet, or not enrolled: the screens say so.
                    false
                }
            jobFinished(params, again)
        }
        return true
    }

    /** The core's session goes on to its end by itself; only its waiting is dropped. */
    override fun onStopJob(params: JobParameters) = true

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }
}
