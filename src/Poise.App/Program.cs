Console.WriteLine("poise");
