"""What is asked: templates, context, schemas."""
