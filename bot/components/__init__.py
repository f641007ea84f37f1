"""NLU components and the policy, named in config.yml. A model names their classes, so they stay where they are."""
