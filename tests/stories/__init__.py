"""Stories: what happens to people and vacancies, told on a simulated clock."""
