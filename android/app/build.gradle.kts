import org.jetbrains.kotlin.gradle.dsl.JvmTarget

// Not exercised where Fettle is built: see ../settings.gradle.kts. The same sources as pom.xml beside it.
plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

val repository = rootDir.parentFile
val abis = listOf("arm64-v8a", "armeabi-v7a", "x86_64")
val oldestAndroid = 26

android {
    namespace = "app.fettle.phone"
    // The least that the androidx artifacts accept.
    compileSdk = 37
    defaultConfig {
        // The manifest says these too, for Maven; Gradle puts its own in their place.
        applicationId = "app.fettle.phone"
        minSdk = oldestAndroid
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += abis }
    }
    buildFeatures { compose = true }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets.named("main") {
        kotlin.directories += listOf("../shared/src/main/kotlin", "../shared/generated")
        // Written by the task `core`; android/apk takes them from there too.
        jniLibs.directories += "jniLibs"
    }
    buildTypes {
        // Not shrunk: JNA and the bindings find classes by name, and rules for them would be untested.
        release { isMinifyEnabled = false }
    }
    packaging {
        // Libraries stay as they are in the APK, on pages of 16 KB, and are mapped from there.
        jniLibs.useLegacyPackaging = false
        resources.excludes += "/META-INF/{AL2.0,LGPL2.1}"
    }
}

kotlin {
    compilerOptions { jvmTarget = JvmTarget.JVM_17 }
}

dependencies {
    implementation(libs.activity.compose)
    implementation(libs.compose.foundation)
    implementation(libs.compose.material3)
    implementation(libs.compose.runtime)
    implementation(libs.compose.ui)
    implementation(libs.core)
    implementation(libs.lifecycle.runtime)
    implementation(libs.lifecycle.runtime.compose)
    implementation(libs.lifecycle.viewmodel)
    implementation(libs.coroutines.android)
    // The aar has JNA's own library for each ABI; the jar has it for desktops.
    implementation("net.java.dev.jna:jna:${libs.versions.jna.get()}@aar")
}

// The bindings, from the core as built for this machine.
val bindings = tasks.register<Exec>("bindings") {
    description = "Writes shared/generated."
    workingDir = repository
    commandLine("bindings/generate", "kotlin")
}

// The core for phones. Cargo itself knows what has changed.
val core = tasks.register<Exec>("core") {
    description = "Builds libfettle_ffi.so for every ABI by cargo-ndk."
    workingDir = repository
    val sdk = androidComponents.sdkComponents.sdkDirectory
    doFirst { environment("ANDROID_HOME", sdk.get().asFile.path) }
    commandLine(
        listOf("cargo", "ndk") + abis.flatMap { listOf("-t", it) } +
            listOf("--platform", "$oldestAndroid", "-o", "android/app/jniLibs") +
            listOf("rustc", "--profile", "dist", "-p", "fettle-ffi", "--lib", "--crate-type", "cdylib") +
            // Phones with pages of 16 KB load nothing that is laid out for 4 KB; NDKs before r28 lay out for 4 KB.
            listOf("--", "-C", "link-arg=-Wl,-z,max-page-size=16384"),
    )
}

tasks.named("preBuild") { dependsOn(bindings, core) }
