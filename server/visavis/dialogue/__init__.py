"""What is said in answer: approved answers, and language models where there are none."""
