"""Language models: the contract, and what makes a spoken answer of what one writes."""
