// The project for Android Studio: the same sources as the Maven one beside it (pom.xml). It has not been run: where Fettle is built there is
// neither Android's SDK nor an NDK. What is tested is the Maven project. See README.md, "With Android Studio".
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}
dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}
rootProject.name = "Fettle"
include(":app")
