"""The screens, one module each; ids and names as in docs/practice-screens.md."""
