"""From records to tables, figures and pages. Imports no deep-learning framework."""
