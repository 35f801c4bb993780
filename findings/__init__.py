"""What decisions mean: outcomes of elements, scores, what is open and what is offered. Nothing here is stored."""
