"""Networks after training: what they answer, and how much their neurons can hold."""
